import { MessageChannel } from 'node:worker_threads'
import { createORPCClient, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import { describe, expect, it } from 'vitest'
import { appRouter } from '../../src/main/api/router.ts'
import { flow } from '../../src/main/store/test-design.ts'
import { type AppClient, type TestHost, testHost } from '../../src/main/web/test-host.ts'
import { putDocuments } from '../harness/put-documents.ts'

/** One contract, more than one way in. Handlers do not know which; a page must not be able to tell either. */
const ways: Record<string, (host: TestHost) => Promise<{ readonly client: AppClient; close(): void }>> = {
  'a WebSocket, as in a browser': async (host) => {
    const { client, socket } = await host.connect()
    return { client, close: () => socket.terminate() }
  },
  'a MessagePort, as in a window': async (host) => {
    const { port1, port2 } = new MessageChannel()
    const context = { app: host.app, onUnexpected: (error: unknown) => host.unexpected.push(error) }
    new RPCHandler(appRouter).upgrade(port1, { context })
    port1.start()
    port2.start()
    const client: AppClient = createORPCClient(new RPCLink({ port: port2 }))
    return { client, close: () => port2.close() }
  },
}

describe.each(Object.entries(ways))('the app API over %s', (_name, open) => {
  it('answers, refuses with typed errors and streams events', async () => {
    await using host = await testHost()
    const opened = await open(host)
    const { client } = opened
    const events = await client.events()
    const next = events.next()
    expect(await client.design.info()).toMatchObject({ name: 'My company', canUndo: null })

    const change = await putDocuments(client, { label: 'Add', put: [flow('a', 'A', { numbers: ['1'] })] })
    expect((await next).value).toMatchObject({ kind: 'changed', change: { changeId: change.changeId } })

    const { error } = await safe(putDocuments(client, { label: 'x', put: [flow('b', 'B', { numbers: ['1'] })] }))
    expect(error).toMatchObject({ defined: true, code: 'NUMBER_TAKEN', data: { number: '1', documentName: 'A' } })

    const { designId } = change
    expect(await client.history.undo({ designId })).toMatchObject({ label: 'Undo: Add' })
    expect(await client.history.undo({ designId })).toBeNull()
    await events.return?.(undefined)
    opened.close()
    expect(host.unexpected).toEqual([])
  })
})
