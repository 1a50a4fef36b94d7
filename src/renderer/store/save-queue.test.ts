import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { keepMine, takeTheirs } from '../../callflow/design/edit/merge.ts'
import type { Patch } from '../../callflow/design/edit/patch.ts'
import type { ToldChange } from '../../main/api/contract.ts'
import { createSaveQueue, type EditRequest, type Waiting } from './save-queue.ts'

const named = (value: string, was = 'Sales'): Patch => ({ verb: 'set', path: ['g', 'name'], value, was })
const rename = (name: string, mergeKey?: string): EditRequest => ({
  label: 'Rename group',
  base: { g: 4 },
  patches: [named(name)],
  ...(mergeKey ? { mergeKey } : {}),
})
const namesOf = ({ patches }: EditRequest) => patches.map((patch) => (patch.verb === 'set' ? patch.value : null))

const diskFull = () =>
  new ORPCError('CANNOT_WRITE', { data: { why: 'disk-full', freeBytes: 0 }, message: 'It is full.' })
const numberTaken = () => new ORPCError('NUMBER_TAKEN', { data: { number: '8000', documentName: 'Main line' } })

/** A back room that answers when told to. */
function backRoom() {
  const waiting: {
    request: EditRequest
    accept: (told?: Partial<ToldChange>) => void
    fail: (error: Error) => void
  }[] = []
  const confirmed: number[][] = []
  const refused: number[][] = []
  const keptAndRefused: number[][] = []
  const rewritten: { seqs: readonly number[]; patches: readonly Patch[] }[] = []
  const told: Waiting[] = []
  /** What the queue wants to do later, and after how many milliseconds. */
  const planned: { ms: number; run: () => void }[] = []
  let changeId = 0
  const queue = createSaveQueue({
    send: (request) =>
      new Promise<ToldChange>((resolve, reject) => {
        waiting.push({
          request,
          accept: (told) =>
            resolve({
              designId: 'd',
              changeId: ++changeId,
              label: request.label,
              atMs: 0,
              added: [],
              updated: [],
              removed: [],
              ...told,
            }),
          fail: reject,
        })
      }),
    onConfirmed: (seqs) => confirmed.push(seqs.toSorted((a, b) => a - b)),
    onRefused: (seqs, _refusal, wasKept) => (wasKept ? keptAndRefused : refused).push([...seqs]),
    onRewritten: (seqs, patches) => rewritten.push({ seqs, patches }),
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
    rewritten,
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
    expect(waiting.map(({ request }) => namesOf(request))).toEqual([['S'], ['Sal']])
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
    expect(waiting.slice(1).flatMap(({ request }) => namesOf(request))).toEqual(['a', 'b', 'c'])
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
    expect(waiting[1] && namesOf(waiting[1].request)).toEqual(['Sa'])
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

describe('what a waiting change has seen of its documents', () => {
  const updated = (from: number) => [{ id: 'g', from, to: from + 1, patches: [] }]

  it('moves on with what this page saves before it', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a'))
    void queue.add(2, rename('b'))
    waiting[0]?.accept({ updated: updated(4) })
    await settle()
    expect(waiting[1]?.request.base).toEqual({ g: 5 })
  })

  it('stays when somebody else has written between', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a'))
    void queue.add(2, rename('b'))
    waiting[0]?.accept({ updated: updated(5) })
    await settle()
    expect(waiting[1]?.request.base).toEqual({ g: 4 })
  })

  it('is the older of two that melt', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, rename('a'))
    void queue.add(2, { ...rename('b', 'k'), base: { g: 4 } })
    void queue.add(3, { ...rename('c', 'k'), base: { g: 7, h: 1 } })
    waiting[0]?.accept()
    await settle()
    expect(waiting[1]?.request).toMatchObject({ base: { g: 4, h: 1 }, patches: [named('c')] })
  })

  it('holds a document that this page made, and not one that it deleted', async () => {
    const { queue, waiting, settle } = backRoom()
    void queue.add(1, { ...rename('a'), base: {} })
    void queue.add(2, { ...rename('b'), base: {} })
    void queue.add(3, { ...rename('c'), base: {} })
    waiting[0]?.accept({ added: [{ document: makeDocument('group', { id: 'g', name: 'a' }), revision: 1 }] })
    await settle()
    expect(waiting[1]?.request.base).toEqual({ g: 1 })
    waiting[1]?.accept({ removed: [{ id: 'g', revision: 2 }] })
    await settle()
    expect(waiting[2]?.request.base).toEqual({})
  })
})

describe('a change that clashes with what somebody else wrote', () => {
  const clash = { path: ['g', 'name'], theirs: 'Theirs', mine: 'c', isGone: false }
  const conflict = () =>
    new ORPCError('CONFLICT', {
      data: { documentId: 'g', documentName: 'Sales', clashes: [clash] },
      message: 'Elsewhere.',
    })
  const begin = async () => {
    const room = backRoom()
    const made = room.queue.add(1, rename('a', 'k'))
    room.waiting[0]?.fail(conflict())
    await room.settle()
    expect(await made).toEqual({ ok: true })
    return room
  }

  it('waits for a decision with all that comes after it, and is not asked again meanwhile', async () => {
    const { queue, waiting, planned, now } = await begin()
    await queue.add(2, rename('b'))
    expect(now()).toMatchObject({ count: 2, held: { code: 'CONFLICT' }, newest: 'Rename group' })
    expect(planned).toEqual([])
    expect(waiting).toHaveLength(1)
    queue.takeBack()
    expect(now()).toMatchObject({ count: 1, held: { code: 'CONFLICT' } })
  })

  it('is sent over what they wrote, when mine is kept', async () => {
    const { queue, waiting, rewritten, confirmed, now, settle } = await begin()
    await queue.add(2, rename('b'))
    queue.settle((patches) => keepMine(patches, [clash]))
    expect(waiting[1]?.request.patches).toEqual([named('a', 'Theirs')])
    expect(rewritten).toEqual([{ seqs: [1], patches: [named('a', 'Theirs')] }])
    waiting[1]?.accept()
    await settle()
    waiting[2]?.accept()
    await settle()
    expect(confirmed).toEqual([[1], [2]])
    expect(now()).toEqual({ count: 0, held: null, newest: null })
  })

  it('goes without what clashed when theirs is taken, and what comes after it is sent', async () => {
    const { queue, waiting, rewritten, confirmed, settle } = await begin()
    await queue.add(2, rename('b'))
    queue.settle((patches) => takeTheirs(patches, [clash]))
    expect(rewritten).toEqual([{ seqs: [1], patches: [] }])
    expect(namesOf(waiting[1]?.request ?? rename(''))).toEqual(['b'])
    waiting[1]?.accept()
    await settle()
    expect(confirmed).toEqual([[2]])
  })

  it('that was the last one leaves nothing waiting', async () => {
    const { queue, waiting, now } = await begin()
    queue.settle((patches) => takeTheirs(patches, [clash]))
    expect(now()).toEqual({ count: 0, held: null, newest: null })
    await queue.idle()
    await queue.atRest()
    queue.settle(() => [])
    expect(waiting).toHaveLength(1)
  })

  it('holds up what needs every change saved, in words', async () => {
    const { queue, waiting } = await begin()
    const outcome = queue.idle().then(
      () => 'idle',
      (error: Error) => error.message,
    )
    waiting[1]?.fail(conflict()) // it was asked again
    expect(await outcome).toBe('Elsewhere. Decide what to keep first: this needs every change saved.')
  })

  it('is settled only while it waits', async () => {
    const { queue, waiting } = backRoom()
    void queue.add(1, rename('a'))
    queue.settle(() => [])
    waiting[0]?.fail(diskFull())
    await queue.atRest()
    queue.settle(() => [])
    expect(queue.takeBack()).toMatchObject({ seqs: [1] })
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
    expect(queue.takeBack()).toMatchObject({ seqs: [3, 2], request: { patches: [named('c')] } })
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
