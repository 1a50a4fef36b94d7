import { mkdirSync, writeFileSync } from 'node:fs'
import { createORPCClient } from '@orpc/client'
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { AppContract } from '../api/contract.ts'
import { type App, startApp } from '../app.ts'
import { noEngine } from '../deploy/no-engine.ts'
import type { MakeTarget } from '../deploy/target.ts'
import { designToOpen } from '../design-to-open.ts'
import { type TestFolder, testFolder } from '../store/test-design.ts'
import { startWebHost, type WebHost } from './web-host.ts'

export type AppClient = ContractRouterClient<AppContract, ClientRetryPluginContext>

/** For tests: the whole back room behind a real socket, with a page of one file. */
export interface TestHost {
  readonly app: App
  readonly host: WebHost
  readonly folder: TestFolder
  /** `127.0.0.1:PORT` */
  readonly address: string
  readonly unexpected: unknown[]
  readonly addressFile: string
  /** Addresses opened twice within moments. */
  readonly suspicions: number
  /** As the browser does: follows the start URL and opens a socket with the cookie it got. */
  connect(): Promise<TestConnection>
  cookie(): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export async function testHost(options: { sample?: boolean; makeTarget?: MakeTarget } = {}): Promise<TestHost> {
  const folder = testFolder()
  const pageDir = folder.file('page')
  mkdirSync(`${pageDir}/assets`, { recursive: true })
  writeFileSync(`${pageDir}/index.html`, '<!doctype html><title>Callwright</title>')
  writeFileSync(`${pageDir}/assets/app-1a2b.js`, 'export {}')
  const dataDir = folder.file('data')
  const path = await designToOpen({ designPath: null, dataDir, sample: options.sample ?? false })
  const app = startApp(path, { dataDir, key: () => TEST_KEY, makeTargets: [options.makeTarget ?? noEngine] })
  const unexpected: unknown[] = []
  const addressFile = folder.file('data/address')
  let suspicions = 0
  const host = await startWebHost({
    port: 0,
    pageDir,
    addressFile,
    sessionsFile: folder.file('data/page-sessions.json'),
    onSuspicion: () => suspicions++,
    context: { app, onUnexpected: (error) => unexpected.push(error) },
  })
  const address = `127.0.0.1:${host.port}`
  return {
    app,
    host,
    folder,
    address,
    unexpected,
    addressFile,
    get suspicions() {
      return suspicions
    },
    cookie: () => cookieFrom(host.newUrl()),
    connect: () => connectTo(host.newUrl()),
    async [Symbol.asyncDispose]() {
      await host.close()
      await app.close()
      folder[Symbol.dispose]()
    },
  }
}

export interface TestConnection {
  readonly client: AppClient
  readonly socket: WebSocket
}

export async function connectTo(url: string): Promise<TestConnection> {
  const { host } = new URL(url)
  const headers = { cookie: await cookieFrom(url), origin: `http://${host}` }
  const socket = new WebSocket(`ws://${host}/rpc`, { headers })
  const websocket = socket as unknown as globalThis.WebSocket // ws speaks the browser's interface
  const client: AppClient = createORPCClient(new RPCLink({ websocket, plugins: [new ClientRetryPlugin()] }))
  return { client, socket }
}

async function cookieFrom(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const TEST_KEY = new Uint8Array(32).fill(7)
