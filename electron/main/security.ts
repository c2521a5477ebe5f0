import { app } from 'electron'
import { appOrigin } from './app-protocol.ts'

/** No page of ours opens another, or leaves our origin; permissions and requests are closed where a session is served (app-protocol.ts). */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${appOrigin}/`)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}
