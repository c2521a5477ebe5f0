import { devicesMethods, type DevicesMethods } from '../../electron/contract/devices.ts'
import { createIdleClock } from '../../electron/rpc/idle-clock.ts'
import { getParent } from '../../electron/rpc/parent.ts'
import { createBugReporter } from '../../electron/rpc/report-bug.ts'
import { serve, type Handlers } from '../../electron/rpc/serve.ts'
import { createSaneSource } from '../scanner/sane.ts'
import { createWiaSource } from '../scanner/wia.ts'

/** Nobody needed a device for this long: the process ends, and core asks for it again. */
const idleMs = 300_000

const parent = getParent()
const reportBug = createBugReporter('devices')
const source = process.platform === 'win32' ? createWiaSource() : createSaneSource()
const clock = createIdleClock(idleMs, leave)

function leave(): void {
  process.exit(0)
}

/** A scanner serves one job at a time; a second one waits. */
let lastScan: Promise<unknown> = Promise.resolve()
function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const result = lastScan.then(job)
  lastScan = result.catch(() => undefined)
  return result
}

const handlers: Handlers<DevicesMethods> = {
  'scanner.list': () => clock.run(() => source.list()),
  'scanner.scan': (request) => clock.run(() => inTurn(() => source.scan(request)))
}

parent.onLink((name, port) => {
  if (name === 'core') serve(port, devicesMethods, handlers, { reportBug })
})
parent.port.onClose(leave)
