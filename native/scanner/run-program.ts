import { execFile } from 'node:child_process'

export interface ProgramOutcome {
  /** Undefined when it was ended by a signal, e.g. at its time-out. */
  exitCode: number | undefined
  /** The program is not installed. */
  missing: boolean
  timedOut: boolean
  stdout: string
  stderr: string
}

/** Runs a program with an argument array (never through a shell) and answers how it ended; nothing is thrown. */
export function runProgram(program: string, args: string[], options: { timeoutMs: number; env?: NodeJS.ProcessEnv; input?: string }): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      // Words of the program are compared, so they must be English whatever the officer's language is.
      { timeout: options.timeoutMs, killSignal: 'SIGKILL', env: { ...process.env, LC_ALL: 'C', ...options.env }, maxBuffer: 4 * 1024 * 1024, windowsHide: true },
      (error, stdout, stderr) => {
        const code = error?.code
        resolve({
          exitCode: error ? (typeof code === 'number' ? code : undefined) : 0,
          missing: (code as unknown) === 'ENOENT',
          timedOut: error?.killed === true,
          stdout,
          stderr
        })
      }
    )
    // A program that ends before it has read its input is judged by its exit code.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
  })
}
