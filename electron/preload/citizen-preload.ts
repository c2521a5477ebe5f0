import { contextBridge, ipcRenderer } from 'electron'

let last: unknown = null
let listener: ((view: unknown) => void) | undefined

ipcRenderer.on('citizen.view', (_event, view: unknown) => {
  last = view
  listener?.(view)
})

/** One way only: the citizen's page is told what to show and can ask for nothing. */
contextBridge.exposeInMainWorld('citizen', {
  onView: (next: (view: unknown) => void) => {
    listener = next
    next(last)
  }
})
