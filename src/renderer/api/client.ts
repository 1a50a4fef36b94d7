import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { AppContract } from '../../main/api/contract.ts'
import type { Road } from './connection.ts'

/** The app API as functions. Every call may reject: turn the reason into a sentence with `refusalOf`. */
export type AppClient = ContractRouterClient<AppContract, ClientRetryPluginContext>

export function createAppClient(road: Road): AppClient {
  const plugins = [new ClientRetryPlugin<ClientRetryPluginContext>()]
  const link =
    road.kind === 'port'
      ? new PortLink<ClientRetryPluginContext>({ port: road.port, plugins })
      : new SocketLink<ClientRetryPluginContext>({ websocket: road.socket, plugins })
  return createORPCClient(link)
}

let client: AppClient | undefined

/** Set once at start; tests set their own. */
export function setApi(next: AppClient): void {
  client = next
}

export function api(): AppClient {
  if (!client) throw new Error('the app API is used before it is connected')
  return client
}
