/*
 * A PKCS#11 module in front of SoftHSM that gives a test what SoftHSM has not: a PIN that locks, a token that can be pulled, sessions that get lost, a driver that hangs, crashes,
 * is slow, answers nonsense, or wants the PIN for every signature.
 *
 * PROXY_TARGET names the real module, PROXY_STATE a folder: what is in it outlives this process, as a token's own memory does.
 *   fault          one line "C_Sign:hang", read anew at every call; actions: hang, crash, slow=<ms>, 0x<CKR>, unplug, unplug-vague, unplug-after, lose-sessions, garbage
 *   removed        the token is not plugged in
 *   wrong          wrong PINs so far
 *   no-flags       a driver that never sets the PIN's flags
 *   always-auth    the key wants a login for every signature
 *   zero-length    the size query of C_Sign answers 0
 *   log            one line a call that matters; never a PIN
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CK_PTR *
#define CK_DECLARE_FUNCTION(returnType, name) returnType name
#define CK_DECLARE_FUNCTION_POINTER(returnType, name) returnType(*name)
#define CK_CALLBACK_FUNCTION(returnType, name) returnType(*name)
#ifndef NULL_PTR
#define NULL_PTR 0
#endif
#include "pkcs11.h"

#define PIN_LIMIT 3

static CK_FUNCTION_LIST proxy;
static CK_FUNCTION_LIST_PTR target;
static int removal_handled;
static CK_BYTE user_pin[128];
static CK_ULONG user_pin_length;
static int context_logged_in;

static const char *path_of(const char *name) {
  static char path[1024];
  snprintf(path, sizeof path, "%s/%s", getenv("PROXY_STATE"), name);
  return path;
}

static int has(const char *name) { return access(path_of(name), F_OK) == 0; }

static void put(const char *name, int value) {
  FILE *file = fopen(path_of(name), "w");
  if (!file) return;
  fprintf(file, "%d", value);
  fclose(file);
}

static int get(const char *name) {
  int value = 0;
  FILE *file = fopen(path_of(name), "r");
  if (!file) return 0;
  if (fscanf(file, "%d", &value) != 1) value = 0;
  fclose(file);
  return value;
}

static void note(const char *what, CK_RV result) {
  FILE *file = fopen(path_of("log"), "a");
  if (!file) return;
  fprintf(file, "%s 0x%lx\n", what, result);
  fclose(file);
}

static void close_all(void) {
  CK_SLOT_ID slots[16];
  CK_ULONG count = 16;
  if (target->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) return;
  for (CK_ULONG index = 0; index < count; index++) target->C_CloseAllSessions(slots[index]);
}

static int is_removed(void) {
  if (!has("removed")) {
    removal_handled = 0;
    return 0;
  }
  if (!removal_handled) close_all();
  removal_handled = 1;
  return 1;
}

/* The action for this function, or an empty string. */
static const char *fault_for(const char *function) {
  static char line[128];
  FILE *file = fopen(path_of("fault"), "r");
  if (!file) return "";
  char *read = fgets(line, sizeof line, file);
  fclose(file);
  size_t length = strlen(function);
  if (!read || strncmp(line, function, length) != 0 || line[length] != ':') return "";
  line[strcspn(line, "\n")] = 0;
  return line + length + 1;
}

/* CKR_OK: go on to the real function. */
static CK_RV misbehave(const char *function) {
  const char *action = fault_for(function);
  if (strcmp(action, "hang") == 0) for (;;) pause();
  if (strcmp(action, "crash") == 0) raise(SIGSEGV);
  if (strncmp(action, "slow=", 5) == 0) usleep(1000 * atoi(action + 5));
  if (strcmp(action, "lose-sessions") == 0) close_all();
  if (strcmp(action, "unplug") == 0 || strcmp(action, "unplug-vague") == 0) {
    put("removed", 1);
    is_removed();
    return action[6] ? CKR_FUNCTION_FAILED : CKR_DEVICE_REMOVED;
  }
  return strncmp(action, "0x", 2) == 0 ? strtoul(action, NULL, 16) : CKR_OK;
}

static CK_RV proxy_slots(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  CK_RV result = misbehave("C_GetSlotList");
  if (result) return result;
  if (!is_removed()) return target->C_GetSlotList(present, slots, count);
  *count = 0;
  return CKR_OK;
}

static CK_RV proxy_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  CK_RV result = misbehave("C_GetTokenInfo");
  if (result) return result;
  if (is_removed()) return CKR_TOKEN_NOT_PRESENT;
  result = target->C_GetTokenInfo(slot, info);
  if (result || has("no-flags")) return result;
  int wrong = get("wrong");
  if (wrong >= 1) info->flags |= CKF_USER_PIN_COUNT_LOW;
  if (wrong == PIN_LIMIT - 1) info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (wrong >= PIN_LIMIT) info->flags |= CKF_USER_PIN_LOCKED;
  return CKR_OK;
}

static CK_RV proxy_open_session(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  CK_RV result = misbehave("C_OpenSession");
  if (result) return result;
  if (is_removed()) return CKR_TOKEN_NOT_PRESENT;
  /* As a vendor here does: users get no read-write sessions. */
  if (flags & CKF_RW_SESSION) return CKR_TOKEN_WRITE_PROTECTED;
  return target->C_OpenSession(slot, flags, application, notify, session);
}

static CK_RV check_pin(CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  int wrong = get("wrong");
  if (wrong >= PIN_LIMIT) return CKR_PIN_LOCKED;
  CK_RV result = target->C_Login(session, CKU_USER, pin, length);
  if (result == CKR_PIN_INCORRECT) put("wrong", wrong + 1);
  if (result == CKR_OK) {
    put("wrong", 0);
    user_pin_length = length < sizeof user_pin ? length : sizeof user_pin;
    memcpy(user_pin, pin, user_pin_length);
  }
  return result;
}

static CK_RV proxy_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  CK_RV result;
  if (user == CKU_CONTEXT_SPECIFIC) {
    context_logged_in = length == user_pin_length && memcmp(pin, user_pin, length) == 0;
    result = context_logged_in ? CKR_OK : CKR_PIN_INCORRECT;
    note("login-context", result);
    return result;
  }
  /* Counted before anything can go wrong: this is a try, whatever comes of it. */
  note("login-user", 0);
  result = misbehave("C_Login");
  if (!result) result = is_removed() ? CKR_DEVICE_REMOVED : check_pin(session, pin, length);
  return result;
}

static CK_RV proxy_attributes(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR attributes, CK_ULONG count) {
  CK_RV result = misbehave("C_GetAttributeValue");
  if (result) return result;
  if (is_removed()) return CKR_DEVICE_REMOVED;
  result = target->C_GetAttributeValue(session, object, attributes, count);
  if (result || !has("always-auth")) return result;
  for (CK_ULONG index = 0; index < count; index++)
    if (attributes[index].type == CKA_ALWAYS_AUTHENTICATE && attributes[index].pValue) *(CK_BBOOL *)attributes[index].pValue = CK_TRUE;
  return result;
}

static CK_RV proxy_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  CK_RV result = misbehave("C_SignInit");
  if (result) return result;
  if (is_removed()) return CKR_DEVICE_REMOVED;
  context_logged_in = 0;
  result = target->C_SignInit(session, mechanism, key);
  note("sign-init", result);
  return result;
}

static CK_RV proxy_sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature, CK_ULONG_PTR signature_length) {
  const char *action = fault_for("C_Sign");
  if (!signature && has("zero-length")) {
    *signature_length = 0;
    return CKR_OK;
  }
  int garbage = strcmp(action, "garbage") == 0;
  int unplug_after = strcmp(action, "unplug-after") == 0;
  CK_RV result = misbehave("C_Sign");
  if (result) return result;
  if (is_removed()) return CKR_DEVICE_REMOVED;
  if (has("always-auth") && !context_logged_in) return CKR_USER_NOT_LOGGED_IN;
  result = target->C_Sign(session, data, length, signature, signature_length);
  if (!result && garbage) signature[*signature_length / 2] ^= 0x55;
  if (unplug_after) {
    put("removed", 1);
    is_removed();
  }
  note("sign", result);
  return result;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("PROXY_TARGET"), RTLD_NOW);
  if (!library || !getenv("PROXY_STATE")) return CKR_GENERAL_ERROR;
  CK_C_GetFunctionList get_list = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  CK_RV result = get_list(&target);
  if (result) return result;
  proxy = *target;
  proxy.C_GetSlotList = proxy_slots;
  proxy.C_GetTokenInfo = proxy_token_info;
  proxy.C_OpenSession = proxy_open_session;
  proxy.C_Login = proxy_login;
  proxy.C_GetAttributeValue = proxy_attributes;
  proxy.C_SignInit = proxy_sign_init;
  proxy.C_Sign = proxy_sign;
  *list = &proxy;
  return CKR_OK;
}
