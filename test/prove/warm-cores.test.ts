import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder, removeFolder } from '../core/support/counter.ts'
import { prepareClocks } from '../core/support/set-clock.ts'
import { openSigningDesk } from '../core/support/signing-desk.ts'
import { createWarmCores } from './warm-cores.ts'

test('a core that was left serves the next counter on a clock that is right again; one that is gone serves none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-clocks-'))
  const desk = openSigningDesk()
  const cores = createWarmCores(prepareClocks(folder), desk.press)
  const first = cores.open()
  await openFolder(first.call, first)
  first.clock.offsetMs = 3_600_000
  await cores.leave(first)

  const second = cores.open()
  await openFolder(second.call, second)
  expect(second.core).toBe(first.core)
  expect(second.clock.offsetMs).toBe(0)
  expect(second.dataFolder).not.toBe(first.dataFolder)
  await second.kill()
  await cores.leave(second)

  const third = cores.open()
  expect(third.core).not.toBe(first.core)
  await cores.leave(third)
  await cores.close()
  expect(await third.core.process.exited).toMatchObject({ signal: 'SIGKILL' })
  await desk.close()
  for (const counter of [first, second, third]) removeFolder(counter)
  rmSync(folder, { recursive: true, force: true })
})
