import type { DriverOperation, DriverOperationKind, OperationOf } from '../run/operation.ts'

/** What only people can answer; everything else the virtual world answers by itself. */
const askedKinds = [
  'play',
  'collect',
  'dial',
  'talk',
  'record',
  'await-agent',
  'pull-call',
  'push-call',
  'page',
  'pick-up',
  'supervise',
  'park',
  'retrieve',
  'http-request',
  'join-conference',
  'detect-fax',
  'receive-fax',
  'notify-message',
  'look-up-name',
] as const satisfies readonly DriverOperationKind[]

export type AskedKind = (typeof askedKinds)[number]
export type KnownKind = Exclude<DriverOperationKind, AskedKind>

const kinds: ReadonlySet<string> = new Set(askedKinds)

export const isAsked = (operation: DriverOperation): operation is OperationOf<AskedKind> => kinds.has(operation.kind)

export const isAskedKind = (kind: string): boolean => kinds.has(kind)
