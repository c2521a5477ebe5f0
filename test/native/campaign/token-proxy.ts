import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The proxy in C, built, and the folder by which a test tells it what to do. */
export interface TokenProxy {
  modulePath: string
  env(targetPath: string): NodeJS.ProcessEnv
  /** A new token: plugged in, PIN not tried, driver well. */
  reset(): void
  setFault(fault: string | undefined): void
  set(mark: 'removed' | 'no-flags' | 'always-auth' | 'zero-length', on: boolean): void
  /** How often each call was made since the last reset, by the log's words. */
  count(word: 'login-user' | 'login-context' | 'sign'): number
}

export function buildTokenProxy(folder: string): TokenProxy {
  const modulePath = join(folder, 'token-proxy.so')
  const state = join(folder, 'proxy-state')
  const source = fileURLToPath(new URL('token-proxy.c', import.meta.url))
  const headers = fileURLToPath(new URL('../../../node_modules/pkcs11js/includes/pkcs11', import.meta.url))
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-I', headers, '-o', modulePath, source, '-ldl'])
  const reset = (): void => {
    rmSync(state, { recursive: true, force: true })
    mkdirSync(state)
    appendFileSync(join(state, 'log'), '')
  }
  reset()
  return {
    modulePath,
    env: (targetPath) => ({ QMC_PKCS11_MODULES: modulePath, PROXY_TARGET: targetPath, PROXY_STATE: state }),
    reset,
    setFault: (fault) => (fault === undefined ? rmSync(join(state, 'fault'), { force: true }) : writeFileSync(join(state, 'fault'), `${fault}\n`)),
    set: (mark, on) => (on ? writeFileSync(join(state, mark), '1') : rmSync(join(state, mark), { force: true })),
    count: (word) =>
      readFileSync(join(state, 'log'), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith(`${word} `)).length
  }
}
