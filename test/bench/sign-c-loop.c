/* The floor of a signature: C_Sign in a loop and nothing else. usage: sign-c-loop <module> <token label> <pin> <CKA_ID hex> <runs>; prints one line of milliseconds a run. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define CK_PTR *
#define CK_DECLARE_FUNCTION(returnType, name) returnType name
#define CK_DECLARE_FUNCTION_POINTER(returnType, name) returnType(*name)
#define CK_CALLBACK_FUNCTION(returnType, name) returnType(*name)
#ifndef NULL_PTR
#define NULL_PTR 0
#endif
#include "pkcs11.h"

static void check(CK_RV rv, const char *what) {
  if (rv == CKR_OK) return;
  fprintf(stderr, "%s: 0x%lx\n", what, rv);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
  CK_RV (*get)(CK_FUNCTION_LIST **) = (CK_RV (*)(CK_FUNCTION_LIST **))dlsym(library, "C_GetFunctionList");
  CK_FUNCTION_LIST *f;
  check(get(&f), "C_GetFunctionList");
  check(f->C_Initialize(NULL_PTR), "C_Initialize");
  CK_SLOT_ID slots[64], slot = 0;
  CK_ULONG count = 64;
  check(f->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    if (f->C_GetTokenInfo(slots[i], &info) == CKR_OK && !strncmp((char *)info.label, argv[2], strlen(argv[2]))) slot = slots[i];
  }
  CK_SESSION_HANDLE session;
  check(f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL_PTR, NULL_PTR, &session), "C_OpenSession");
  check(f->C_Login(session, CKU_USER, (CK_UTF8CHAR *)argv[3], strlen(argv[3])), "C_Login");
  CK_BYTE id[64];
  CK_ULONG idLength = strlen(argv[4]) / 2;
  for (CK_ULONG i = 0; i < idLength; i++) sscanf(argv[4] + 2 * i, "%2hhx", &id[i]);
  CK_OBJECT_CLASS keyClass = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &keyClass, sizeof keyClass}, {CKA_ID, id, idLength}};
  CK_OBJECT_HANDLE key;
  CK_ULONG found = 0;
  check(f->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  check(f->C_FindObjects(session, &key, 1, &found), "C_FindObjects");
  check(f->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  if (found != 1) { fprintf(stderr, "no key\n"); return 1; }
  CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL_PTR, 0};
  CK_BYTE digestInfo[51] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
  for (int run = 0, runs = atoi(argv[5]); run < runs; run++) {
    CK_BYTE signature[512];
    CK_ULONG length = sizeof signature;
    struct timespec a, b;
    digestInfo[50] = (CK_BYTE)run;
    clock_gettime(CLOCK_MONOTONIC, &a);
    check(f->C_SignInit(session, &mechanism, key), "C_SignInit");
    check(f->C_Sign(session, digestInfo, sizeof digestInfo, signature, &length), "C_Sign");
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%.4f ", (b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6);
  }
  printf("\n");
  return 0;
}
