import { contextBridge, ipcRenderer } from 'electron'

/**
 * The page's only way out of its sandbox: one function that hands it a MessagePort on which the app API is served.
 * The port travels by `window.postMessage`, the one road on which a port crosses context isolation.
 */
contextBridge.exposeInMainWorld('callwright', {
  connect(): void {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage('api:connect', null, [port1])
    window.postMessage('callwright:port', window.location.origin, [port2])
  },
})
