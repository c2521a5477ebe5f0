import { contextBridge, ipcRenderer } from 'electron'

let port: MessagePort | undefined
let lastRequest: unknown
let requestListener: ((request: unknown) => void) | undefined

// The signer's end of this port is in the signer process: what is posted here is seen there and nowhere else.
ipcRenderer.on('pin-port', (event) => {
  port = event.ports[0]
  if (!port) return
  port.onmessage = (message: MessageEvent) => {
    lastRequest = message.data
    requestListener?.(message.data)
  }
  // The signer closes the port when the attempt is over.
  port.addEventListener('close', () => window.close())
  port.start()
})

contextBridge.exposeInMainWorld('pin', {
  onRequest: (listener: (request: unknown) => void) => {
    requestListener = listener
    if (lastRequest !== undefined) listener(lastRequest)
  },
  reply: (reply: unknown) => port?.postMessage(reply)
})
