import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import type { Change } from '../../main/api/contract.ts'
import { type ChangeRequest, createSaveQueue, type Waiting } from './save-queue.ts'

const group = (name: string) => makeDocument('group', { id: 'g', name })
const rename = (name: string, mergeKey?: string): ChangeRequest => ({
  label: 'Rename group',
  put: [group(name)],
  ...(mergeKey ? { mergeKey } : {}),
})

const diskFull = () =>
  new ORPCError('CANNOT_WRITE', { data: { why: 'disk-full', freeBytes: 0 }, message: 'It is full.' })
const numberTaken = () => new ORPCError('NUMBER_TAKEN', { data: { number: '8000', documentName: 'Main line' } })

/** A back room that answers when told to. */
function backRoom() {
  const waiting: { request: ChangeRequest; accept: () => void; fail: (error: Error) => void }[] = []
  const confirmed: number[][] = []
  const refused: number[][] = []
  const keptAndRefused: number[][] = []
  const told: Waiting[] = []
  /** What the queue wants to do later, and after how many milliseconds. */
  const planned: { ms: number; run: () => void }[] = []
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
    onRefused: (seqs, _refusal, wasKept) => (wasKept ? keptAndRefused : refused).push([...seqs]),
    onWaiting: (waiting) => told.push(waiting),
    later(run, ms) {
      const plan = { ms, run }
      planned.push(plan)
      return () => void (planned.includes(plan) && planned.splice(planned.indexOf(plan), 1))
    },
  })
  const now = () => told.at(-1)
  return {
    queue,
    waiting,
    confirmed,
    refused,
    keptAndRefused,
    planned,
    now,
    settle: () => new Promise((resolve) => setTimeout(resolve)),
  }
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

describe('when the disk takes nothing', () => {
  it('keeps the change, says that it is made, and asks again later and later', async () => {
    const { queue, waiting, planned, now, confirmed, settle } = backRoom()
    const result = queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    expect(await result).toEqual({ ok: true })
    await settle()
    expect(now()).toMatchObject({ count: 1, held: { code: 'CANNOT_WRITE' }, newest: 'Rename group' })
    expect(confirmed).toEqual([])
    for (const ms of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      expect(planned.map((plan) => plan.ms)).toEqual([ms])
      planned.pop()?.run()
      waiting.at(-1)?.fail(diskFull())
      await settle()
    }
    planned.pop()?.run()
    waiting.at(-1)?.accept()
    await settle()
    expect(confirmed).toEqual([[1]])
    expect(now()).toEqual({ count: 0, held: null, newest: null })
    void queue.add(2, rename('b'))
    waiting.at(-1)?.fail(diskFull())
    await settle()
    expect(planned.map((plan) => plan.ms)).toEqual([2_000])
  })

  it('sends what came meanwhile in order once there is room, and says so until the last is saved', async () => {
    const { queue, waiting, confirmed, now, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    expect(await queue.add(2, rename('b'))).toEqual({ ok: true })
    expect(await queue.add(3, rename('c'))).toEqual({ ok: true })
    expect(waiting).toHaveLength(1)
    expect(now()).toMatchObject({ count: 3 })
    queue.resume()
    for (const count of [3, 2, 1]) {
      expect(now()).toMatchObject({ count, held: { code: 'CANNOT_WRITE' }, newest: null })
      waiting.at(-1)?.accept()
      await settle()
    }
    expect(waiting.slice(1).map(({ request }) => request.put?.[0]?.name)).toEqual(['a', 'b', 'c'])
    expect(confirmed).toEqual([[1], [2], [3]])
    expect(now()).toMatchObject({ count: 0, held: null })
  })

  it('begins to ask anew after a change that was taken', async () => {
    const { queue, waiting, planned, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    void queue.add(2, rename('b'))
    planned.pop()?.run()
    waiting[1]?.accept()
    await settle()
    waiting[2]?.fail(diskFull())
    await settle()
    expect(planned.map((plan) => plan.ms)).toEqual([2_000])
  })

  it('asks once when it is asked to while a try is on its way, and forgets the later one', async () => {
    const { queue, waiting, planned, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    queue.resume()
    queue.resume()
    expect(waiting).toHaveLength(2)
    expect(planned).toEqual([])
    waiting[1]?.accept()
    await settle()
    expect(waiting).toHaveLength(2)
  })

  it('melts typing into the change that waits, also the first', async () => {
    const { queue, waiting, confirmed, now, settle } = backRoom()
    void queue.add(1, rename('S', 'g:name'))
    waiting[0]?.fail(diskFull())
    await settle()
    await queue.add(2, rename('Sa', 'g:name'))
    expect(now()).toMatchObject({ count: 1 })
    queue.resume()
    expect(waiting[1]?.request.put?.[0]?.name).toBe('Sa')
    waiting[1]?.accept()
    await settle()
    expect(confirmed).toEqual([[1, 2]])
  })

  it('tells of a change that is refused in the end, though whoever made it has gone on, and goes on itself', async () => {
    const { queue, waiting, refused, keptAndRefused, confirmed, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    await queue.add(2, rename('b'))
    queue.resume()
    waiting[1]?.fail(numberTaken())
    await settle()
    waiting[2]?.accept()
    await settle()
    expect(keptAndRefused).toEqual([[1]])
    expect(refused).toEqual([])
    expect(confirmed).toEqual([[2]])
  })

  it('waits for the connection when that is lost during a try, and keeps the change', async () => {
    const { queue, waiting, confirmed, now, planned, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    planned.pop()?.run()
    waiting[1]?.fail(new Error('WebSocket is not open'))
    await settle()
    expect(now()).toMatchObject({ count: 1, held: { code: 'CONNECTION_LOST' }, newest: null })
    expect(planned).toEqual([])
    expect(queue.takeBack()).toBeUndefined() // it may have arrived
    queue.resume()
    waiting[2]?.accept()
    await settle()
    expect(confirmed).toEqual([[1]])
  })

  it('refuses what needs everything saved, before and while it waits', async () => {
    const { queue, waiting } = backRoom()
    void queue.add(1, rename('a'))
    const early = queue.idle()
    waiting[0]?.fail(diskFull())
    await expect(early).rejects.toThrow('Your last change is not saved yet, and this needs it. It is full.')
    await queue.add(2, rename('b'))
    const late = queue.idle()
    waiting[1]?.fail(diskFull())
    await expect(late).rejects.toThrow('Your last 2 changes are not saved yet, and this needs them. It is full.')
  })

  it('asks at once for what needs everything saved, and goes on when there is room', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    const saved = queue.idle()
    waiting[1]?.accept()
    await saved
    expect(waiting).toHaveLength(2)
  })

  it('holds what belongs to another design until that is open again, without asking', async () => {
    const { queue, waiting, planned, confirmed, now, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(new ORPCError('OTHER_DESIGN', { data: { designId: 'b' } }))
    await settle()
    expect(planned).toEqual([])
    expect(now()).toMatchObject({ count: 1, held: { code: 'OTHER_DESIGN' } })
    queue.resume()
    waiting[1]?.accept()
    await settle()
    expect(confirmed).toEqual([[1]])
  })
})

describe('undo of what waits for the disk', () => {
  it('takes the newest back, which is never sent', async () => {
    const { queue, waiting, confirmed, now, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    await queue.add(2, rename('b', 'k'))
    await queue.add(3, rename('c', 'k'))
    expect(queue.takeBack()).toMatchObject({ seqs: [3, 2], request: { put: [{ name: 'c' }] } })
    expect(now()).toMatchObject({ count: 1, newest: 'Rename group' })
    queue.resume()
    waiting[1]?.accept()
    await settle()
    expect(confirmed).toEqual([[1]])
    expect(waiting).toHaveLength(2)
  })

  it('of the last one ends the waiting', async () => {
    const { queue, waiting, planned, now, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    expect(queue.takeBack()).toMatchObject({ seqs: [1] })
    expect(now()).toEqual({ count: 0, held: null, newest: null })
    expect(planned).toEqual([])
    await queue.idle()
    void queue.add(2, rename('b'))
    expect(waiting).toHaveLength(2)
  })

  it('waits for the outcome of a try that is on its way', async () => {
    const { queue, waiting, planned, settle } = backRoom()
    void queue.add(1, rename('a'))
    waiting[0]?.fail(diskFull())
    await settle()
    planned.pop()?.run()
    let isAtRest = false
    const rest = queue.atRest().then(() => {
      isAtRest = true
    })
    await settle()
    expect(isAtRest).toBe(false)
    expect(queue.takeBack()).toBeUndefined()
    waiting[1]?.fail(diskFull())
    await rest
    expect(queue.takeBack()).toMatchObject({ seqs: [1] })
  })

  it('takes nothing back of what is simply on its way', async () => {
    const { queue, waiting } = backRoom()
    void queue.add(1, rename('a'))
    expect(queue.takeBack()).toBeUndefined()
    waiting[0]?.accept()
    await queue.atRest()
    expect(queue.takeBack()).toBeUndefined()
  })
})
