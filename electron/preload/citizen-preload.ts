import { contextBridge, ipcRenderer } from 'electron'

let last: unknown = null
let listener: ((view: unknown) => void) | undefined

ipcRenderer.on('citizen.view', (_event, view: unknown) => {
  last = view
  listener?.(view)
})

/** The citizen's page is told what to show and can ask for nothing; one word it may say, the answer to the question it was shown. */
contextBridge.exposeInMainWorld('citizen', {
  onView: (next: (view: unknown) => void) => {
    listener = next
    next(last)
  },
  answer: (level: string) => ipcRenderer.send('citizen.answer', level)
})
