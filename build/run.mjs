// Entry of every npm script: brings the machine to where the TypeScript in this folder can run, then hands over to it.
// Plain JavaScript on purpose: it runs on whatever Node is installed (20 or newer) before anything else is there.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDebianPackages } from './debian.mjs'
import { ensureModules } from './modules.mjs'
import { ensureNode } from './node-runtime.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const command = process.argv[2] ?? 'start'

try {
  if (!ensureDebianPackages(command)) process.exit(1)
  const runtime = ensureNode()
  ensureModules(root, runtime)
  handOver(runtime)
} catch (error) {
  console.error(`setup failed: ${error.message}`)
  process.exit(1)
}

function handOver(runtime) {
  const child = spawn(runtime.node, [join(root, 'build', 'command.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(runtime.node)}${delimiter}${process.env.PATH}`, QMC_NODE_HEADERS: runtime.headers },
  })
  // The child gets Ctrl-C from the terminal itself; a signal sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
