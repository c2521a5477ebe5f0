/*
 * A PKCS#11 module in front of another that misbehaves on command, as vendors' drivers do: FAULTY_TARGET is the real module, FAULTY_DO is "C_Sign:hang",
 * "C_Login:crash" or "C_Sign:0x30" (answer this CKR). FAULTY_AFTER lets so many calls of the function through first.
 */
#include <dlfcn.h>
#include <signal.h>
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

static CK_FUNCTION_LIST faulty;
static CK_FUNCTION_LIST_PTR target;
static int calls;

/* CKR_OK: go on to the real function. */
static CK_RV misbehave(const char *function) {
  const char *what = getenv("FAULTY_DO");
  size_t length = strlen(function);
  if (!what || strncmp(what, function, length) != 0 || what[length] != ':') return CKR_OK;
  const char *after = getenv("FAULTY_AFTER");
  if (calls++ < (after ? atoi(after) : 0)) return CKR_OK;
  if (strcmp(what + length + 1, "hang") == 0) for (;;) pause();
  if (strcmp(what + length + 1, "crash") == 0) raise(SIGSEGV);
  return strtoul(what + length + 1, NULL, 16);
}

static CK_RV faulty_sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG data_length, CK_BYTE_PTR signature, CK_ULONG_PTR signature_length) {
  CK_RV result = misbehave("C_Sign");
  return result ? result : target->C_Sign(session, data, data_length, signature, signature_length);
}

static CK_RV faulty_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG pin_length) {
  CK_RV result = misbehave("C_Login");
  return result ? result : target->C_Login(session, user, pin, pin_length);
}

static CK_RV faulty_slots(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  CK_RV result = misbehave("C_GetSlotList");
  return result ? result : target->C_GetSlotList(present, slots, count);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("FAULTY_TARGET"), RTLD_NOW);
  if (!library) return CKR_GENERAL_ERROR;
  CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  CK_RV result = get(&target);
  if (result) return result;
  faulty = *target;
  faulty.C_Sign = faulty_sign;
  faulty.C_Login = faulty_login;
  faulty.C_GetSlotList = faulty_slots;
  *list = &faulty;
  return CKR_OK;
}
