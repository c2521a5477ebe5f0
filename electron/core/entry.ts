import { coreMethods } from '../contract/control.ts'
import type { DevicesMethods } from '../contract/devices.ts'
import type { PressMethods } from '../contract/press.ts'
import type { ScratchMethods } from '../contract/scratch.ts'
import { getParent } from '../rpc/parent.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { serve } from '../rpc/serve.ts'
import { createSibling } from '../rpc/sibling.ts'
import { createHandlers } from './handlers.ts'

/** The core process: the same file under Electron's utilityProcess and under plain Node in tests, benchmarks and fault campaigns. */
const parent = getParent()

const reportBug = createBugReporter('core')
process.on('uncaughtException', (error) => reportBug('uncaught', error))
process.on('unhandledRejection', (error) => reportBug('unhandled', error))

const emit = serve(
  parent.port,
  coreMethods,
  createHandlers({
    now: Date.now,
    random: Math.random,
    press: createSibling<PressMethods>(parent, 'press'),
    devices: createSibling<DevicesMethods>(parent, 'devices'),
    scratch: createSibling<ScratchMethods>(parent, 'scratch'),
    emit: (event, data) => emit(event, data),
    reportBug
  }),
  { reportBug }
)
parent.port.onClose(() => process.exit(0))
