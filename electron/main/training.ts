import { spawn } from 'node:child_process'
import { app } from 'electron'
import { trainingMark } from '../contract/training.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { appOrigin } from './app-protocol.ts'
import { isInvented } from './run-mode.ts'

/** Added to the title of every window of the training app. */
const titlePrefix = 'TẬP HUẤN - '

/** A page of ours; the training app's pages mark themselves by what stands in their address. */
export function pageUrl(file: string): string {
  return `${appOrigin}/${file}${isInvented ? `?${trainingMark}` : ''}`
}

export function windowTitle(title: string): string {
  return isInvented ? titlePrefix + title : title
}

/**
 * Starts the training app: this very program as a process of its own, on a folder of its own, so that nothing it does can touch the counter's data or its link. Where it runs already, it
 * shows its window and the new one ends.
 */
export function openTraining(): Promise<Result<object, { kind: 'training-unavailable' }>> {
  if (isInvented) return Promise.resolve(err({ kind: 'training-unavailable' }))
  const args = [...(app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []), ...(app.isPackaged ? [] : [app.getAppPath()]), '--training']
  return new Promise((resolve) => {
    const started = spawn(process.execPath, args, { detached: true, stdio: 'ignore' })
    started.once('error', () => resolve(err({ kind: 'training-unavailable' })))
    started.once('spawn', () => {
      started.unref()
      resolve(ok({}))
    })
  })
}
