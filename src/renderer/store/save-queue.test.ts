import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import type { Change } from '../../main/api/contract.ts'
import { type ChangeRequest, createSaveQueue } from './save-queue.ts'

const group = (name: string) => makeDocument('group', { id: 'g', name })
const rename = (name: string, mergeKey?: string): ChangeRequest => ({
  label: 'Rename group',
  put: [group(name)],
  ...(mergeKey ? { mergeKey } : {}),
})

/** A back room that answers when told to. */
function backRoom() {
  const waiting: { request: ChangeRequest; accept: () => void; fail: (error: Error) => void }[] = []
  const confirmed: number[][] = []
  const refused: number[][] = []
  let changeId = 0
  const queue = createSaveQueue({
    send: (request) =>
      new Promise<Change>((resolve, reject) => {
        waiting.push({
          request,
          accept: () =>
            resolve({
              changeId: ++changeId,
              label: request.label,
              atMs: 0,
              diff: { added: [], updated: [], removed: [] },
            }),
          fail: reject,
        })
      }),
    onConfirmed: (seqs) => confirmed.push(seqs.toSorted((a, b) => a - b)),
    onRefused: (seqs) => refused.push([...seqs]),
    onWaiting: () => undefined,
  })
  return { queue, waiting, confirmed, refused, settle: () => new Promise((resolve) => setTimeout(resolve)) }
}

describe('the save queue', () => {
  it('sends one change at a time', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a'))
    void queue.add(2, rename('b'))
    expect(waiting).toHaveLength(1)
    waiting[0]?.accept()
    await settle()
    expect(waiting).toHaveLength(2)
  })

  it('melts what is typed while a change is on its way into one', async () => {
    const { queue, waiting, confirmed, settle } = backRoom()
    const results = ['S', 'Sa', 'Sal'].map((name, index) => queue.add(index, rename(name, 'g:name')))
    waiting[0]?.accept()
    await settle()
    waiting[1]?.accept()
    await Promise.all(results)
    expect(waiting.map(({ request }) => request.put?.[0]?.name)).toEqual(['S', 'Sal'])
    expect(confirmed).toEqual([[0], [1, 2]])
  })

  it('does not melt changes with different keys', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a', 'x'))
    void queue.add(2, rename('b', 'y'))
    void queue.add(3, rename('c', 'z'))
    waiting[0]?.accept()
    await settle()
    waiting[1]?.accept()
    await settle()
    expect(waiting).toHaveLength(3)
  })

  it('goes on with the next change after a refusal', async () => {
    const { queue, waiting, refused, settle } = backRoom()
    const first = queue.add(1, rename('a'))
    void queue.add(2, rename('b'))
    waiting[0]?.fail(new ORPCError('NUMBER_TAKEN', { data: { number: '8000', documentName: 'Main line' } }))
    const result = await first
    expect(result).toMatchObject({ ok: false, refusal: { message: '8000 is already used by “Main line”.' } })
    expect(refused).toEqual([[1]])
    await settle()
    expect(waiting).toHaveLength(2)
  })

  it('keeps a change when the connection is lost and sends it again when it is back', async () => {
    const { queue, waiting, settle } = backRoom()
    const result = queue.add(1, rename('a'))
    waiting[0]?.fail(new Error('Cannot send message, WebSocket is not open.'))
    await settle()
    expect(waiting).toHaveLength(1)
    queue.resume()
    await settle()
    waiting[1]?.accept()
    expect(await result).toEqual({ ok: true })
  })

  it('says when nothing waits any more', async () => {
    const { queue, waiting } = backRoom()
    void queue.add(1, rename('a'))
    let isIdle = false
    const idle = queue.idle().then(() => {
      isIdle = true
    })
    expect(isIdle).toBe(false)
    waiting[0]?.accept()
    await idle
    expect(isIdle).toBe(true)
  })
})
