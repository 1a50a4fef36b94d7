import { ORPCError } from '@orpc/server'
import type { Deployer } from '../state/bundle-store.ts'
import type { Visitor } from './access.ts'
import { MAX_CONTENTS } from './contract.ts'
import { os } from './implement-control.ts'
import { known } from './known-to-engine.ts'

/** What runs, and how something else comes to run. */
export const bundleHandlers = {
  offer: os.bundle.offer.handler(({ input, context, errors }) => {
    const offered = context.engine.offerBundle(input, senderOf(context.who))
    if (!offered.ok) throw errors.BUNDLE_REJECTED({ message: offered.reason, data: { reason: offered.reason } })
    return { missing: offered.missing }
  }),
  send: os.bundle.send.handler(async ({ input, context, errors }) => {
    const sent = await context.engine.sendDocuments(input.id, input.documents, senderOf(context.who))
    if (!sent.ok) throw errors.BUNDLE_REJECTED({ message: sent.reason, data: { reason: sent.reason } })
    return { received: input.documents.length }
  }),
  assemble: os.bundle.assemble.handler(async ({ input, context, errors }) => {
    const stored = await context.engine.assembleBundle(input.id, senderOf(context.who))
    if (!stored.ok) throw errors.BUNDLE_REJECTED({ message: stored.reason, data: { reason: stored.reason } })
    return { id: input.id, missingBlobs: stored.missingBlobs }
  }),
  put: os.bundle.put.handler(async ({ input, context, errors }) => {
    const stored = await context.engine.putBundle(input)
    if (!stored.ok) throw errors.BUNDLE_REJECTED({ message: stored.reason, data: { reason: stored.reason } })
    return { id: input.id, missingBlobs: stored.missingBlobs }
  }),
  putBlob: os.bundle.putBlob.handler(async ({ input, context, errors }) => {
    const bytes = Buffer.from(input.base64, 'base64')
    const stored = await context.engine.putBlob(input.sha256, bytes)
    if (!stored.ok) throw errors.BLOB_REJECTED({ message: stored.reason, data: { reason: stored.reason } })
    return { sizeBytes: bytes.length }
  }),
  sendBlob: os.bundle.sendBlob.handler(async ({ input, context, errors }) => {
    const { sha256, at, base64, isLast } = input
    const bytes = Buffer.from(base64, 'base64')
    const taken = await context.engine.sendBlob(sha256, { at, bytes, isLast })
    if (!taken.ok) throw errors.BLOB_REJECTED({ message: taken.reason, data: { reason: taken.reason } })
    return { sizeBytes: at + bytes.length }
  }),
  activate: os.bundle.activate.handler(async ({ input, context, errors }) => {
    const { id, note, expects } = input
    const activated = await context.engine.activate(id, { expects, deployer: deployerOf(context.who, note) })
    if (activated.ok) return { id, previousId: activated.previousId }
    if ('changed' in activated) {
      const by = activated.changed?.by
      const message = by ? `"${by}" has changed what runs meanwhile.` : 'What runs was changed meanwhile.'
      throw errors.CHANGED_MEANWHILE({ message, data: { last: activated.changed } })
    }
    throw errors.BUNDLE_REJECTED({ message: activated.reason, data: { reason: activated.reason } })
  }),
  rollBack: os.bundle.rollBack.handler(async ({ context }) => {
    const rolledBack = await context.engine.rollBack(deployerOf(context.who, ''))
    if (!rolledBack.ok) throw new ORPCError('CONFLICT', { message: rolledBack.reason })
    return { id: rolledBack.id }
  }),
  list: os.bundle.list.handler(({ context }) => context.engine.bundles()),
  deployments: os.bundle.deployments.handler(({ context }) => [...context.engine.deployments()]),
  contents: os.bundle.contents.handler(async ({ input: { id, at }, context, errors }) => {
    const read = await context.engine.contents(id)
    if (!read.ok) throw errors.BUNDLE_REJECTED({ message: read.reason, data: { reason: read.reason } })
    return { total: read.documents.length, documents: read.documents.slice(at, at + MAX_CONTENTS) }
  }),
  knows: os.bundle.knows.handler(({ context }) => ({ version: context.engine.health().version, ...known })),
}

const senderOf = ({ tokenId = '' }: Visitor): string => tokenId

const deployerOf = ({ name, tokenId = '' }: Visitor, note: string): Deployer => ({ by: name, byToken: tokenId, note })
