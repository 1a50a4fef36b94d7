import type { DocumentKind } from '../../design/kind.ts'
import type { KazooKind } from './kind.ts'
import { kazooAccount } from './kinds/account.ts'
import { kazooDevice, kazooGroup, kazooMailbox, kazooUser } from './kinds/people.ts'
import { kazooCallflow, kazooMedia, kazooMenu, kazooNumber, kazooQueue, kazooTrunk } from './kinds/routing.ts'
import { kazooBlacklist, kazooConference, kazooDirectory, kazooFaxBox, kazooNumberList } from './kinds/services.ts'
import { kazooRule, kazooSet } from './kinds/schedules.ts'

/** Every kind of ours that Kazoo has a collection for, in the order of an export. */
export const kazooKinds: readonly KazooKind[] = [
  kazooAccount,
  kazooUser,
  kazooDevice,
  kazooMailbox,
  kazooGroup,
  kazooCallflow,
  kazooMenu,
  kazooRule,
  kazooSet,
  kazooMedia,
  kazooQueue,
  kazooNumber,
  kazooConference,
  kazooDirectory,
  kazooFaxBox,
  kazooBlacklist,
  kazooNumberList,
  kazooTrunk,
]

/** Kinds that Kazoo has no document for, or that we do not translate: they travel in one file of ours beside the account. */
export const withoutCollection: readonly DocumentKind[] = ['site', 'portal', 'call-test']

const byKind = new Map(kazooKinds.map((kind) => [kind.kind, kind]))
const byCollection = new Map(kazooKinds.map((kind) => [kind.collection, kind]))

export const kindOfDocument = (kind: DocumentKind): KazooKind | undefined => byKind.get(kind)
export const kindOfCollection = (collection: string): KazooKind | undefined => byCollection.get(collection)
