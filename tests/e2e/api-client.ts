import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { AppContract } from '../../src/main/api/contract.ts'

export interface ApiConnection {
  readonly api: ContractRouterClient<AppContract>
  readonly close: () => void
}

/** The app API over the same socket a page uses, let in by the address the web host printed. For setting scenes and asking what was saved. */
export async function connectApi(url: string): Promise<ApiConnection> {
  const welcome = await fetch(url, { redirect: 'manual' })
  const cookie = welcome.headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`the web host did not let us in: ${welcome.status}`)
  const { origin, host } = new URL(url)
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }) // ws speaks the browser's API
  return { api: createORPCClient(link), close: () => socket.close() }
}
