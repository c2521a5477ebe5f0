import { pressMethods, type PressMethods } from '../../../electron/contract/press.ts'
import type { Sibling } from '../../../electron/rpc/sibling.ts'
import { serve, type Handlers } from '../../../electron/rpc/serve.ts'
import type { StartedProcess } from '../../harness/processes.ts'

/** What a core process asks of press is asked of this one: as main joins the two, over the harness's own link to press. */
export function servePress(core: StartedProcess, press: Sibling<PressMethods>): void {
  const forward = (name: keyof typeof pressMethods) => async (input: unknown) => (await press.get()).call(name, input as never)
  const handlers = Object.fromEntries((Object.keys(pressMethods) as (keyof typeof pressMethods)[]).map((name) => [name, forward(name)]))
  core.onLinkRequest((name) => {
    if (name === 'press') serve(core.openLink('press'), pressMethods, handlers as unknown as Handlers<typeof pressMethods>, { reportBug: () => 'press' })
  })
}
