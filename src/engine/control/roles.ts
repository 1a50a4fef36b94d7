import type { AnyContractProcedure } from '@orpc/contract'
import { type Role, roles } from './access-contract.ts'
import type { ControlContract } from './contract.ts'

/** `nobody`: it is asked without a token. */
export type NeededRole = Role | 'nobody'

type Needed<C> = C extends AnyContractProcedure ? NeededRole : { readonly [K in keyof C]: Needed<C[K]> }

/** What each procedure of the control API needs. A procedure that is missing here does not compile. */
export const neededRoles: Needed<ControlContract> = {
  health: 'read',
  certificateAuthority: 'read',
  registrations: 'read',
  trunks: 'read',
  calls: {
    list: 'read',
    click: 'operate',
    hangUp: 'operate',
    trace: 'read',
    quality: 'read',
    supervise: 'operate',
    changeSupervision: 'operate',
    record: 'operate',
  },
  conferences: { list: 'read', change: 'operate', changeParty: 'operate', kick: 'operate', dismiss: 'operate' },
  emergencies: { list: 'read', seen: 'operate' },
  outsideStops: { list: 'read', lift: 'operate' },
  trunkTests: { start: 'operate', cancel: 'operate' },
  queues: { boards: 'read', log: 'read', setAgent: 'operate', dropCallback: 'operate' },
  cdrs: 'read',
  // What was said in a box is nobody's who only looks on.
  messages: { list: 'read', change: 'operate', audio: 'operate', remove: 'operate' },
  phones: { fetches: 'read' },
  speech: { speak: 'operate' },
  mail: { test: 'operate' },
  state: { read: 'read', write: 'operate' },
  bundle: {
    offer: 'deploy',
    send: 'deploy',
    assemble: 'deploy',
    put: 'deploy',
    putBlob: 'deploy',
    sendBlob: 'deploy',
    activate: 'deploy',
    rollBack: 'deploy',
    list: 'read',
    deployments: 'read',
    contents: 'read',
    knows: 'read',
  },
  events: 'read',
  access: {
    whoAmI: 'read',
    offerPairing: 'admin',
    pair: 'nobody',
    tokens: 'admin',
    revoke: 'admin',
    leave: 'read',
  },
}

/** Of the procedure at that path of the contract. */
export function neededRole(path: readonly string[]): NeededRole {
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    neededRoles,
  )
  return isNeeded(found) ? found : 'admin'
}

/** Whoever has that role may do what needs `needed`. */
export function mayDo(role: NeededRole, needed: NeededRole): boolean {
  return rank(role) >= rank(needed)
}

const rank = (role: NeededRole): number => (role === 'nobody' ? -1 : roles.indexOf(role))

const isNeeded = (value: unknown): value is NeededRole =>
  value === 'nobody' || (roles as readonly unknown[]).includes(value)
