import { ReconnectingWebSocket } from './reconnecting-web-socket.ts'

/** Whether the back room can be reached now. */
export type ConnectionState = 'connecting' | 'open' | 'lost'

/** The road to the back room: a MessagePort in Electron, a WebSocket that mends itself in a browser. */
export type Road =
  | { readonly kind: 'port'; readonly port: MessagePort }
  | { readonly kind: 'socket'; readonly socket: WebSocket }

interface PreloadBridge {
  connect(): void
}

/** `onState` is called with every change, first with `open`. */
export async function openRoad(onState: (state: ConnectionState) => void): Promise<Road> {
  const bridge = (window as { callwright?: PreloadBridge }).callwright // put there by the preload script, Electron only
  if (bridge) {
    const port = await receivePort(bridge)
    port.addEventListener('close', () => onState('lost'))
    port.start()
    onState('open')
    return { kind: 'port', port }
  }
  const socket = new ReconnectingWebSocket(socketUrl(window.location), [], {
    minReconnectionDelay: 200,
    maxReconnectionDelay: 2_000,
    connectionTimeout: 5_000,
  })
  socket.addEventListener('open', () => onState('open'))
  socket.addEventListener('close', () => onState('lost'))
  return { kind: 'socket', socket: socket as unknown as WebSocket } // same methods; its `readyState` is typed as any number
}

function receivePort(bridge: PreloadBridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      const port = event.ports[0]
      if (event.source !== window || event.data !== 'callwright:port' || !port) return
      window.removeEventListener('message', receive)
      resolve(port)
    }
    window.addEventListener('message', receive)
    bridge.connect()
  })
}

/** Same host as the page; the host lets us in by the cookie the page came with. */
export function socketUrl(page: { readonly protocol: string; readonly host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc`
}
