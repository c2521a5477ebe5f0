import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { CounterBridge } from '../contract/counter.ts'

/** The one thing the page may reach: a channel whose methods main checks by name and by schema. */
const bridge: CounterBridge = {
  call: (name, input) => ipcRenderer.invoke('counter.call', name, input),
  on: (listener) => {
    const forward = (_event: unknown, name: string, data: unknown): void => listener(name, data)
    ipcRenderer.on('counter.event', forward)
    return () => ipcRenderer.removeListener('counter.event', forward)
  },
  importFiles: (name, files, request) => {
    const paths = files.map((file) => webUtils.getPathForFile(file as File))
    return ipcRenderer.invoke('counter.import', name, { ...(request as object), paths })
  }
}

contextBridge.exposeInMainWorld('counter', bridge)
