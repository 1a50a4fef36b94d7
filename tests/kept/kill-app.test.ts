import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { createFile } from '../../src/main/store/create-file.ts'
import { type DesignStore, openDesign } from '../../src/main/store/design-store.ts'
import { type ApiConnection, connectApi } from '../e2e/api-client.ts'
import { spawnApp, startApp } from '../e2e/app.ts'
import { seeded } from '../harness/random.ts'
import { pause } from '../harness/until.ts'
import { putDocuments } from '../harness/put-documents.ts'

const SEED = 8_2026
/** So many in every run; more where somebody has the time: CALLWRIGHT_KILLS. */
const ROUNDS = Number(process.env['CALLWRIGHT_KILLS'] ?? 10)

type Edit =
  | { readonly verb: 'apply'; readonly label: string; readonly put: Document[]; readonly remove: string[] }
  | { readonly verb: 'undo' }
  | { readonly verb: 'redo' }

const random = seeded(SEED)
const below = (limit: number) => Math.floor(random() * limit)

let directory: string
let designPath: string
let modelPath: string
/** A second design that is never killed and gets every edit that was acknowledged. */
let model: DesignStore
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'callwright-kill-'))
  designPath = join(directory, 'design.callwright')
  modelPath = join(directory, 'model.callwright')
  createFile(designPath, 'Company')
  createFile(modelPath, 'Company')
  model = openDesign(modelPath)
})
afterAll(() => {
  model.close()
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

it(`killed at ${ROUNDS} random moments, the app has every edit it acknowledged and no half of another (seed ${SEED})`, async () => {
  let acknowledged = 0
  let extra = 0
  for (let round = 0; round < ROUNDS; round++) {
    // Mostly while somebody edits; now and then while it starts, or while it closes the file.
    if (round % 5 === 3) await killedWhileStarting()
    else {
      const { count, last } = await killedWhileEditing(round % 5 === 1)
      acknowledged += count
      if (expectWhole(`round ${round}`, last)) extra++
      continue
    }
    expectWhole(`round ${round}, while starting`, undefined)
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS * 3)
  console.log(`${acknowledged} edits acknowledged, ${extra} saved whose answer was cut off`)
}, 300_000)

async function killedWhileEditing(whileClosing: boolean) {
  const app = await startApp({ directory, designPath, fromSources: true, engine: false })
  const connection = await connectApi(app.url)
  const exited = once(app.process, 'exit')
  const kill = async () => {
    await pause(below(12)) // somewhere in the edits that follow
    if (whileClosing) {
      app.process.kill('SIGTERM')
      await pause(below(15))
    }
    app.process.kill('SIGKILL')
  }
  const killAt = below(30)
  let killed: Promise<void> | undefined
  let count = 0
  let last: Edit | undefined
  const ended = exited.then(() => 'ended' as const)
  for (;;) {
    if (count === killAt) killed = kill()
    const edit = anyEdit()
    last = edit
    const answer = await Promise.race([
      perform(connection.api, edit).then(
        () => 'saved' as const,
        (error: unknown) => {
          if (error instanceof ORPCError) throw error // refused, which no edit here should be
          return 'cut off' as const
        },
      ),
      ended,
    ])
    if (answer !== 'saved') break
    inModel(edit)
    count++
  }
  await killed
  await exited
  connection.close()
  return { count, last }
}

async function killedWhileStarting(): Promise<void> {
  const child = spawnApp({ directory, designPath, fromSources: true, engine: false })
  const exited = once(child, 'exit')
  await pause(300 + below(900))
  child.kill('SIGKILL')
  await exited
}

/** True when the edit whose answer was cut off is in the file, as a whole. */
function expectWhole(when: string, cutOff: Edit | undefined): boolean {
  const design = openDesign(designPath) // refused when the file is damaged
  const found = { documents: design.documents(), ...labels(design) }
  design.close()
  const isThere = cutOff !== undefined && JSON.stringify(found) !== JSON.stringify(stateOf(model))
  if (isThere) inModel(cutOff)
  expect({ when, ...found }).toEqual({ when, ...stateOf(model) })
  model.close() // nobody else reads a design that is open
  expect({ when, ...derived(designPath) }).toEqual({ when, ...derived(modelPath) })
  model = openDesign(modelPath)
  return isThere
}

const labels = (design: DesignStore) => {
  const { canUndo, canRedo, lastChangeId } = design.info()
  return { canUndo, canRedo, lastChangeId }
}
const stateOf = (design: DesignStore) => ({ documents: design.documents(), ...labels(design) })

/** What the store derives from documents, and that the file is sound in every page. */
function derived(path: string) {
  const db = new BetterSqlite3(path, { readonly: true, fileMustExist: true })
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    return {
      numbers: db.prepare('SELECT * FROM number ORDER BY scope, number').all(),
      references: db.prepare('SELECT * FROM reference ORDER BY from_id, path').all(),
      search: db
        .prepare(
          'SELECT d.id, s.name, s.numbers, s.content FROM search s JOIN document d ON d.row_id = s.rowid ORDER BY d.id',
        )
        .all(),
      indexed: db.prepare('SELECT count(*) AS n FROM search').get(),
      revisions: db.prepare('SELECT document_id, revision, kind, json FROM revision ORDER BY 1, 2').all(),
    }
  } finally {
    db.close()
  }
}

let made = 0

/** Flows that point at mailboxes, alone and forty at once; renaming, removing, undo and redo. */
function anyEdit(): Edit {
  const kind = below(10)
  if (kind === 0) return { verb: 'undo' }
  if (kind === 1) return { verb: 'redo' }
  const flows = model.documents().filter((document) => document.kind === 'callflow')
  const chosen = flows[below(flows.length)]
  if (kind === 2 && chosen) return { verb: 'apply', label: `Remove ${chosen.name}`, put: [], remove: [chosen.id] }
  if (kind < 6 && chosen) {
    const renamed = { ...chosen, name: `Renamed ${below(1_000)}` }
    return { verb: 'apply', label: `Rename ${chosen.name}`, put: [renamed], remove: [] }
  }
  const length = kind === 9 ? 40 : 1
  return {
    verb: 'apply',
    label: `Add ${length}`,
    put: Array.from({ length }, () => flowWithMailbox(made++)).flat(),
    remove: [],
  }
}

function flowWithMailbox(index: number): Document[] {
  const mailbox = makeDocument('mailbox', { id: `m${index}`, name: `Mailbox ${index}`, number: `${5_000 + index}` })
  const voicemail = step('n', 'voicemail', { mailboxId: mailbox.id }, { x: 0, y: 0 })
  const callflow = makeDocument('callflow', {
    id: `f${index}`,
    name: `Flow ${index}`,
    numbers: [`${50_000 + index}`],
    nodes: { n: voicemail },
    entry: 'n',
  })
  return [mailbox, callflow]
}

function perform(api: ApiConnection['api'], edit: Edit): Promise<unknown> {
  if (edit.verb !== 'apply') return api.design.info().then(({ designId }) => api.history[edit.verb]({ designId }))
  const { label, put, remove } = edit
  return putDocuments(api, { label, put, remove })
}

function inModel(edit: Edit): void {
  if (edit.verb === 'apply') model.apply(edit)
  else model[edit.verb]()
}
