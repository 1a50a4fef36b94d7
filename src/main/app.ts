import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { AppEvent, Change, DesignInfo } from './api/contract.ts'
import { told } from './api/told-change.ts'
import { ApplianceBook } from './deploy/appliance/appliance-book.ts'
import { Appliances } from './deploy/appliance/appliances.ts'
import type { MakeTarget, TargetListener } from './deploy/target.ts'
import { Targets } from './deploy/targets.ts'
import { EventRing } from '../engine/control/event-ring.ts'
import { tightenKept } from '../engine/control/owner-only.ts'
import { firstDocuments } from './first-documents.ts'
import { newDesignPath } from './new-design-path.ts'
import { type RecentDesign, recentDesigns, rememberDesign } from './recent-designs.ts'
import { type Uploads, uploads } from './media/uploads.ts'
import { createFilled } from './store/create-file.ts'
import { isEmpty } from './store/diff.ts'
import { otherDesign } from './store/refusals.ts'
import { spaceWatch } from './space-watch.ts'
import { type DesignStore, openDesign, type OpenDesignOptions } from './store/design-store.ts'

/** The back room behind a window or a browser page: one open design, the places it is deployed to, one stream of events. */
export interface App {
  readonly events: EventRing<AppEvent>
  readonly targets: Targets
  /** Those of the targets that come and go. */
  readonly appliances: Appliances
  /** Sounds on their way from a page. */
  readonly uploads: Uploads
  /** How design files are opened here: whose name revisions carry, how passwords are sealed. */
  readonly storeOptions: OpenDesignOptions
  design(): DesignStore
  /** The open design, when it is that one. @throws RefusedError OTHER_DESIGN */
  designOf(designId: string): DesignStore
  /** Runs a change of the open design and tells every page. @throws RefusedError OTHER_DESIGN when another is open than it belongs to */
  change<C extends Change | null>(designId: string, run: (design: DesignStore) => C): C
  /** The open design stays open when the other cannot be opened. @throws CannotOpenError */
  open(path: string): DesignInfo
  /** @throws CannotCreateError | CannotOpenError */
  create(options: NewDesign): Promise<DesignInfo>
  recent(): RecentDesign[]
  /** `leave`: engines that run go on, and the next app finds them. */
  close(how?: { readonly leave: boolean }): Promise<void>
}

export interface NewDesign {
  readonly path: string
  readonly name: string
  readonly sample: boolean
}

export interface AppOptions {
  /** Holds what is the app's own rather than a design's: recent designs, keys, the embedded engine's data. */
  readonly dataDir: string
  readonly makeTargets: readonly MakeTarget[]
  /** Seals tokens of appliances; made on first use. */
  readonly key: () => Uint8Array
  readonly store?: OpenDesignOptions
}

/** @throws CannotOpenError when the design cannot be opened. */
export function startApp(path: string, options: AppOptions): App {
  tightenKept(options.dataDir, OWN_FILES)
  let design = openDesign(resolve(path), options.store)
  rememberDesign(options.dataDir, design.info())
  const events = new EventRing<AppEvent>({ size: 1_000, epoch: randomUUID().slice(0, 8), resync: { kind: 'resync' } })
  const listener: TargetListener = {
    onStatus: (targetId, status) => events.publish({ kind: 'target-status', targetId, status }),
    onEvents: (targetId, list) => events.publish({ kind: 'target-events', targetId, events: list }),
  }
  const targets = new Targets(options.makeTargets.map((make) => make(() => design, listener)))
  const appliances = new Appliances({
    book: new ApplianceBook(options.dataDir, options.key),
    targets,
    design: () => design,
    listener,
    onChanged: () => events.publish({ kind: 'targets-changed' }),
    ownName: ownName(),
  })

  const look = spaceWatch(
    () => design.info(),
    (info) => events.publish({ kind: 'space-changed', info }),
  )
  const looking = setInterval(look, LOOK_EVERY_MS).unref()

  const open = (other: string): DesignInfo => {
    const target = resolve(other)
    if (target !== design.info().path) {
      const opened = openDesign(target, options.store)
      design.close()
      design = opened
    }
    const info = design.info()
    rememberDesign(options.dataDir, info)
    events.publish({ kind: 'design-opened', info })
    targets.designChanged(null)
    return info
  }

  const designOf = (designId: string): DesignStore => {
    if (designId !== design.designId) throw otherDesign(designId, design.info())
    return design
  }

  return {
    events,
    targets,
    appliances,
    uploads: uploads(),
    storeOptions: options.store ?? {},
    design: () => design,
    designOf,
    change(designId, run) {
      const change = run(designOf(designId))
      if (change !== null && !isEmpty(change.diff)) {
        events.publish({ kind: 'changed', change: told(designId, change), info: design.info() })
        targets.designChanged(change)
      }
      return change
    },
    open,
    async create(wanted) {
      const path = newDesignPath(wanted.path)
      await createDesign({ ...wanted, path }, options.store)
      return open(path)
    },
    recent: () => recentDesigns(options.dataDir),
    async close(how = { leave: false }) {
      clearInterval(looking)
      await targets.close(how)
      design.close()
    },
  }
}

/** `ann on front-desk`, as far as the machine says. */
function ownName(): string {
  let user = ''
  try {
    user = `${userInfo().username} on `
  } catch {
    // A user without an entry in the system's list.
  }
  return `${user}${hostname()}`.replaceAll(/\p{Cc}/gu, '').slice(0, 64) || 'Callwright'
}

/** What the app keeps in its data folder, which may be one where the user keeps other things. */
const OWN_FILES = [
  'engine',
  'window',
  'secret-key',
  'secret-key.sealed',
  'page-sessions.json',
  'recent-designs.json',
  'appliances.json',
]
const LOOK_EVERY_MS = 10_000

/** A new file with its account, or with the sample company. The first documents are no undo step: there is nothing before them. */
export async function createDesign(wanted: NewDesign, store?: OpenDesignOptions): Promise<void> {
  const first = await firstDocuments(wanted)
  createFilled(wanted.path, { name: wanted.name, store }, (design) => {
    design.apply({ label: 'New design', put: first.documents, blobs: first.blobs, undoable: false })
  })
}
