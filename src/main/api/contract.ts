import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import type { Document } from '../../callflow/design/document.ts'
import type { Clash } from '../../callflow/design/edit/merge.ts'
import { type Patch, patchSchema } from '../../callflow/design/edit/patch.ts'
import { idSchema } from '../../callflow/design/fields.ts'
import { promptKeySchema } from '../../callflow/design/prompt-key.ts'
import { MAX_UPLOAD_BYTES } from '../media/upload-limit.ts'
import { documentKinds } from '../../callflow/design/kind.ts'
import { engineEventSchema } from '../../engine/control/contract.ts'
import { appOperateContract, engineStatusSchema, targetsContract } from './target-contract.ts'

/**
 * The app API: what the window (or the browser page) asks of the back room. One contract over MessagePort and WebSocket.
 * Expected refusals are typed errors; `message` is a sentence for the administrator.
 */

/** What one change did to documents. */
export interface DocumentDiff {
  readonly added: Document[]
  readonly updated: { readonly before: Document; readonly after: Document }[]
  readonly removed: Document[]
}

/** The revisions of a document before a change and after it; 0: it was not there. */
export interface RevisionStep {
  readonly from: number
  readonly to: number
}
export type Revisions = ReadonlyMap<string, RevisionStep>

/** One change as the back room itself has it. Pages are told of it as `ToldChange`. */
export interface Change {
  readonly changeId: number
  /** In the administrator's words: `Edit callflow 8001`. */
  readonly label: string
  readonly atMs: number
  readonly diff: DocumentDiff
  readonly revisions: Revisions
}

/** A document of the design, which was parsed when it was read: it is not parsed again on its way out. */
const readDocument = z.custom<Document>((value) => typeof value === 'object' && value !== null)

/** One change as pages hear of it: new documents whole, changed ones by what changed, each with its revision. */
export const toldChangeSchema = z.object({
  designId: z.string(),
  changeId: z.number().int(),
  label: z.string(),
  atMs: z.number(),
  added: z.array(z.object({ document: readDocument, revision: z.number().int() })),
  updated: z.array(
    z.object({
      id: z.string(),
      from: z.number().int(),
      to: z.number().int(),
      patches: z.array(z.custom<Patch>()).readonly(),
    }),
  ),
  removed: z.array(z.object({ id: z.string(), revision: z.number().int() })),
})
export type ToldChange = z.infer<typeof toldChangeSchema>

export const designInfoSchema = z.object({
  designId: z.string(),
  name: z.string(),
  path: z.string(),
  /** Why nothing can be saved, or null: read-only file, opened elsewhere ... */
  readOnlyBecause: z.string().nullable(),
  schemaVersion: z.number().int(),
  canUndo: z.string().nullable(),
  canRedo: z.string().nullable(),
  /** Which steps these are, so that undo takes back what it says. */
  undoStepId: z.number().int().nullable(),
  redoStepId: z.number().int().nullable(),
  lastChangeId: z.number().int(),
  /** A sentence about the file the administrator should act on, e.g. passwords sealed on another computer. */
  notice: z.string().optional(),
  /** Bytes free on the disk of the file; only when that is so little that it should be said. */
  freeBytes: z.number().optional(),
})
export type DesignInfo = z.infer<typeof designInfoSchema>

export const usageSchema = z.object({
  documentId: z.string(),
  kind: z.enum(documentKinds),
  name: z.string(),
  /** Where inside it: `nodes.n3.settings.mailboxId`, or a number list. */
  path: z.string(),
})
export type Usage = z.infer<typeof usageSchema>

export const appEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), change: toldChangeSchema, info: designInfoSchema }),
  z.object({ kind: z.literal('design-opened'), info: designInfoSchema }),
  /** The disk of the design is nearly full, or not any more. */
  z.object({ kind: z.literal('space-changed'), info: designInfoSchema }),
  /** Appliances came, went or are called otherwise. */
  z.object({ kind: z.literal('targets-changed') }),
  z.object({ kind: z.literal('target-status'), targetId: z.string(), status: engineStatusSchema }),
  /** Batched: at most one of these every 100 ms from each. */
  z.object({ kind: z.literal('target-events'), targetId: z.string(), events: z.array(engineEventSchema) }),
  z.object({ kind: z.literal('resync') }),
])
export type AppEvent = z.infer<typeof appEventSchema>

/** The disk is full or fails. Nothing was written: the same request may be sent again when there is room. */
const CANNOT_WRITE = {
  status: 507,
  message: 'The disk does not take it',
  data: z.object({ why: z.enum(['disk-full', 'disk-fails']), freeBytes: z.number().nullable() }),
} as const

const refusals = {
  CANNOT_WRITE,
  NUMBER_TAKEN: {
    status: 409,
    message: 'The number is already used',
    data: z.object({ number: z.string(), documentId: z.string(), documentName: z.string() }),
  },
  STILL_USED: { status: 409, message: 'It is still used', data: z.object({ usages: z.array(usageSchema) }) },
  INVALID_DOCUMENT: { status: 422, message: 'The document is not valid', data: z.object({ path: z.string() }) },
  NOT_FOUND: { status: 404, message: 'It does not exist', data: z.object({ id: z.string() }) },
  /** Somebody else changed the same places. `theirs` and `mine` are absent where there is nothing. */
  CONFLICT: {
    status: 409,
    message: 'It was changed elsewhere meanwhile',
    data: z.object({
      documentId: z.string(),
      documentName: z.string(),
      clashes: z.array(z.custom<Clash>()),
    }),
  },
  /** What was asked belongs to `designId`; another design is open. Nothing was done. */
  OTHER_DESIGN: {
    status: 409,
    message: 'Another design is open',
    data: z.object({ designId: z.string(), openId: z.string(), openName: z.string() }),
  },
  READ_ONLY: { status: 403, message: 'The design cannot be saved', data: z.object({ reason: z.string() }) },
} as const

export const exchangeFormatSchema = z.enum(['kazoo', 'files'])

const exchangeNoteSchema = z.object({ path: z.string(), reason: z.string() })

const exchangeProgressSchema = z.object({
  kind: z.literal('progress'),
  doing: z.enum(['reading', 'saving', 'writing']),
  files: z.number().int(),
  /** Null while it is not known. */
  total: z.number().int().nullable(),
})

/** What is in a folder. Lists are cut after 1,000 entries; `…Count` says how many there are. */
export const importPreviewSchema = z.object({
  kind: z.literal('preview'),
  name: z.string(),
  counts: z.array(z.object({ kind: z.enum(documentKinds), count: z.number().int() })),
  refused: z.array(exchangeNoteSchema),
  refusedCount: z.number().int(),
  notes: z.array(exchangeNoteSchema),
  notesCount: z.number().int(),
  /** Files that are no documents. */
  leftOut: z.array(exchangeNoteSchema),
  leftOutCount: z.number().int(),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

const folderInput = z.object({ format: exchangeFormatSchema, folder: z.string().trim().min(1).max(4_096) })

const exchangeRefusals = {
  CANNOT_WRITE,
  CANNOT_EXCHANGE: {
    status: 422,
    message: 'The folder cannot be read or written',
    data: z.object({ reason: z.string() }),
  },
} as const

/** The design it was begun in. Whatever waited while another was opened is not for that one. */
const designId = z.string().min(1).max(128)

/** An edit of documents: what places of them become, and which revisions of them were seen. */
const editInput = z.object({
  designId,
  label: z.string().min(1).max(200),
  base: z.record(idSchema, z.number().int().min(0)).default({}),
  patches: z.array(patchSchema).max(100_000).readonly(),
  /** Consecutive changes with the same key within 2 s become one undo step (typing, dragging). */
  mergeKey: z.string().max(200).optional(),
})

/** `stepId`: the step that whoever asks was shown; the newest when absent. */
const travelInput = z.object({ designId, stepId: z.number().int().optional() })

const extensionInput = z.object({
  extension: z.string().regex(/^[0-9]{2,10}$/),
  firstName: z.string().trim().min(1).max(64),
  lastName: z.string().trim().max(64),
  email: z.string().max(254).default(''),
  deviceType: z.enum(['desk-phone', 'softphone', 'browser-phone']).default('desk-phone'),
  outsideNumber: z.string().trim().max(35).default(''),
  pin: z
    .string()
    .regex(/^[0-9]{0,6}$/)
    .default(''),
})

const cannotOpen = {
  CANNOT_OPEN: {
    status: 422,
    message: 'The design cannot be opened',
    data: z.object({
      reason: z.enum(['missing', 'corrupt', 'newer', 'read-only', 'locked', 'not-a-design', 'disk-full']),
    }),
  },
} as const

export const appContract = {
  design: {
    info: oc.output(designInfoSchema),
    /** Every document; the page keeps them and follows `events`. */
    documents: oc.output(
      z.object({
        designId: z.string(),
        documents: z.array(readDocument),
        /** Of each, by id. */
        revisions: z.record(z.string(), z.number().int()),
        lastChangeId: z.number().int(),
      }),
    ),
    open: oc
      .input(z.object({ path: z.string().max(4_096) }))
      .output(designInfoSchema)
      .errors(cannotOpen),
    /** Of a file that a newer Callwright wrote: the whole of it, copied beside itself. The path of the copy. */
    copyAsItIs: oc
      .input(z.object({ path: z.string().max(4_096) }))
      .output(z.object({ path: z.string() }))
      .errors(cannotOpen),
    /** Of the same: its documents as they stand there, as files in a folder beside it. */
    takeOut: oc
      .input(z.object({ path: z.string().max(4_096) }))
      .output(z.object({ folder: z.string(), documents: z.number().int(), notes: z.array(z.string()) }))
      .errors(cannotOpen),
    create: oc
      .input(
        z.object({ path: z.string().max(4_096), name: z.string().min(1).max(128), sample: z.boolean().default(false) }),
      )
      .output(designInfoSchema)
      .errors({
        CANNOT_CREATE: { status: 422, message: 'The design cannot be created', data: z.object({ reason: z.string() }) },
      }),
    recent: oc.output(z.array(z.object({ path: z.string(), name: z.string(), openedMs: z.number() }))),
  },
  documents: {
    /** One atomic change: all of it or nothing. Places that others changed meanwhile are a conflict; the rest of their work stays. */
    edit: oc.input(editInput).output(toldChangeSchema).errors(refusals),
    usages: oc
      .input(z.object({ id: idSchema }))
      .output(z.array(usageSchema))
      .errors(refusals),
    /** Points every use at another document, then deletes. */
    replaceAndRemove: oc
      .input(z.object({ designId, id: idSchema, replacementId: idSchema }))
      .output(toldChangeSchema)
      .errors(refusals),
    /** User + device + mailbox + callflow in one transaction (M4). */
    createExtension: oc
      .input(extensionInput.extend({ designId }))
      .output(
        z.object({
          change: toldChangeSchema,
          userId: z.string(),
          deviceId: z.string(),
          mailboxId: z.string(),
          callflowId: z.string(),
        }),
      )
      .errors(refusals),
    /** All of them in one transaction and one undo step, or none. */
    createExtensions: oc
      .input(z.object({ designId, extensions: z.array(extensionInput).min(1).max(1_000) }))
      .output(z.object({ change: toldChangeSchema }))
      .errors(refusals),
    search: oc
      .input(z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100).default(20) }))
      .output(
        z.array(
          z.object({ documentId: z.string(), kind: z.enum(documentKinds), name: z.string(), snippet: z.string() }),
        ),
      ),
    history: oc.input(z.object({ id: idSchema })).output(
      z.array(
        z.object({
          revision: z.number().int(),
          atMs: z.number(),
          who: z.string(),
          label: z.string(),
          document: readDocument.nullable(),
        }),
      ),
    ),
  },
  history: {
    undo: oc.input(travelInput).output(toldChangeSchema.nullable()).errors(refusals),
    redo: oc.input(travelInput).output(toldChangeSchema.nullable()).errors(refusals),
  },
  media: {
    /** A piece of a sound file of up to 40 MB, in order; `upload` then makes media of it. */
    uploadPart: oc
      .input(
        z.object({
          uploadId: z.uuid(),
          offset: z.number().int().min(0),
          sizeBytes: z.number().int().min(1).max(MAX_UPLOAD_BYTES, 'a sound has at most 40 MB'),
          base64: z.string().max(1_500_000),
        }),
      )
      .output(z.object({ receivedBytes: z.number().int() }))
      .errors(refusals),
    /** The person changed their mind. */
    dropUpload: oc.input(z.object({ uploadId: z.uuid() })).output(z.void()),
    /** WAV, AIFF, AU, MP3, OGG, Opus or FLAC; converted to 16-bit mono WAV. Makes or replaces a media document. Aborting the request stops the work. */
    upload: oc
      .input(
        z.object({
          designId,
          name: z.string().trim().min(1).max(128),
          fileName: z.string().max(255),
          uploadId: z.uuid(),
          replaceId: idSchema.optional(),
        }),
      )
      .output(z.object({ change: toldChangeSchema, mediaId: z.string() }))
      .errors({
        ...refusals,
        NOT_AUDIO: {
          status: 422,
          message: 'The file is not audio that can be read',
          data: z.object({ fileName: z.string() }),
        },
      }),
    /** What a system prompt says where nothing else was recorded for it, as 16-bit WAV. */
    prompt: oc
      .input(z.object({ key: promptKeySchema }))
      .output(z.object({ base64: z.string(), mimeType: z.string() }))
      .errors(refusals),
    audio: oc
      .input(z.object({ mediaId: idSchema }))
      .output(z.object({ base64: z.string(), mimeType: z.string() }))
      .errors(refusals),
  },
  /**
   * Folders in and out, on the computer the back room runs on. Each is a stream of progress whose last event is the outcome; ending the
   * stream stops the work.
   */
  exchange: {
    /** Reads and changes nothing. */
    preview: oc
      .input(folderInput)
      .output(eventIterator(z.discriminatedUnion('kind', [exchangeProgressSchema, importPreviewSchema])))
      .errors(exchangeRefusals),
    /** Makes a new design file of the folder and opens it. The open design and an existing file are never touched. */
    import: oc
      .input(folderInput.extend({ path: z.string().trim().min(1).max(4_096) }))
      .output(
        eventIterator(
          z.discriminatedUnion('kind', [
            exchangeProgressSchema,
            z.object({
              kind: z.literal('imported'),
              info: designInfoSchema,
              documents: z.number().int(),
              refused: z.array(exchangeNoteSchema),
              refusedCount: z.number().int(),
            }),
          ]),
        ),
      )
      .errors(exchangeRefusals),
    /** Writes the open design into an empty or new folder. */
    export: oc
      .input(folderInput)
      .output(
        eventIterator(
          z.discriminatedUnion('kind', [
            exchangeProgressSchema,
            z.object({
              kind: z.literal('exported'),
              folder: z.string(),
              documents: z.number().int(),
              notes: z.array(z.string()),
              notesCount: z.number().int(),
            }),
          ]),
        ),
      )
      .errors(exchangeRefusals),
  },
  targets: targetsContract,
  operate: appOperateContract,
  /** Everything that happens, resumable by `lastEventId`. */
  events: oc.output(eventIterator(appEventSchema)),
}

export type AppContract = typeof appContract
