import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { webRequest } from './web-client.ts'

let server: Server | undefined

afterEach(() => {
  server?.close()
})

/** A server of bare TCP, so that the moment of its answer is ours. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => {}) // it may be broken off
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/in`
}

function put(url: string, body: { readonly sizeBytes: number; readonly open: () => Readable }) {
  return webRequest({ url, method: 'put', headers: {}, body, timeoutMs: 20_000, maxAnswerBytes: 0 })
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

describe('a request with a body', () => {
  it('given a server that has counted all of it and closes before its end is noticed here, then it is taken', async () => {
    const bytes = Buffer.alloc(1_000, 'x')
    let receivedBytes = 0
    const url = await listen((socket) =>
      socket.on('data', (chunk) => {
        receivedBytes += chunk.toString('latin1').split('x').length - 1
        if (receivedBytes === bytes.length) socket.end(ANSWER)
      }),
    )
    // Never says that it is at its end: that is noticed later than anything the server does.
    const open = () => {
      const source = new Readable({ read() {} })
      source.push(bytes)
      return source
    }
    expect(await put(url, { sizeBytes: bytes.length, open })).toEqual({ ok: true, status: 200, body: '' })
  })

  it('given a server that says 200 and closes before it has all of it, then it is not taken', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.end(ANSWER, () => socket.destroy())))
    const open = () => {
      const source = new Readable({ read() {} })
      source.push(Buffer.alloc(1_000))
      return source
    }
    expect(await put(url, { sizeBytes: 2_000, open })).toMatchObject({ ok: false })
  })

  it('given a server that refuses before it has all of it, then its answer counts', async () => {
    const refusal = ANSWER.replace('200 OK', '403 Forbidden')
    const url = await listen((socket) => socket.once('data', () => socket.end(refusal)))
    const open = () => {
      const source = new Readable({ read() {} })
      source.push(Buffer.alloc(1_000))
      return source
    }
    expect(await put(url, { sizeBytes: 2_000, open })).toMatchObject({ ok: true, status: 403 })
  })

  it('given a file that cannot be read, then the reason is said', async () => {
    const url = await listen(() => {})
    const open = () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'))
        },
      })
    expect(await put(url, { sizeBytes: 2_000, open })).toEqual({ ok: false, error: 'the disk is gone' })
  })

  it('given a server that closes without an answer, then that is an error', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.end()))
    const open = () => Readable.from([Buffer.alloc(10)])
    expect(await put(url, { sizeBytes: 10, open })).toMatchObject({ ok: false })
  })
})
