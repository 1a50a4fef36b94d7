import type { Callflow, PhoneNumber, Portal, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { isOneOf } from '../numbering/caller-match.ts'
import { activeNumbers } from './active-numbers.ts'

/** Whose portal it is: everybody's, or that of one site's people (M111). Disabled people and those without the feature are not in it. */
function portalUsers(design: DesignSnapshot, portal: Portal): readonly User[] {
  return design
    .list('user')
    .filter(({ enabled, officeAnywhere }) => enabled && officeAnywhere.enabled)
    .filter(({ siteId }) => portal.scope === 'company' || (portal.siteId !== null && siteId === portal.siteId))
}

/** Who calls from a number assigned to them, whether it is to ring as well or not (M100, M106). Nobody when two people claim the same one. */
export function userCallingFrom(design: DesignSnapshot, portal: Portal, number: string): User | undefined {
  const found = portalUsers(design, portal).filter(({ officeAnywhere }) =>
    isOneOf(
      officeAnywhere.numbers.map((each) => each.number),
      number,
      countryOf(design),
    ),
  )
  return found.length === 1 ? found[0] : undefined
}

/** The person of that id, if the portal is for them. */
export const userOfPortal = (
  design: DesignSnapshot,
  portal: Portal,
  userId: DocumentId | undefined,
): User | undefined => portalUsers(design, portal).find(({ id }) => id === userId)

/** Whose PIN it is. Nobody when it is empty or two people have the same one. */
export function userWithPin(design: DesignSnapshot, portal: Portal, pin: string): User | undefined {
  if (pin === '') return undefined
  const found = portalUsers(design, portal).filter(({ officeAnywhere }) => officeAnywhere.pin === pin)
  return found.length === 1 ? found[0] : undefined
}

/** Numbers that nothing answers yet: what a new portal may take (M102). */
export function freeNumbers(design: DesignSnapshot): readonly PhoneNumber[] {
  const answered = new Set(design.list('callflow').flatMap(({ numbers }) => numbers))
  const portals = new Set(design.list('portal').map(({ phoneNumberId }) => phoneNumberId))
  return design.list('phone-number').filter(({ id, number }) => !answered.has(number) && !portals.has(id))
}

/** Why a portal cannot become what it should, and in which field. */
export interface PortalRefusal {
  readonly field: 'phoneNumberId' | 'extension'
  readonly problem: string
}

/**
 * Why an edit of a portal cannot be taken; undefined when it can. Its number is for ever: another number is another portal, unless the
 * number is taken away from it first (M108). Its extension is nobody else's in the company (M110); one that was somebody's before may stay.
 * `design` is the one before or after the edit. Undo and import are no edits.
 */
export function portalRefused(
  design: DesignSnapshot,
  before: Portal | undefined,
  after: Portal,
): PortalRefusal | undefined {
  const problem = portalEditRefused(before, after)
  if (problem !== undefined) return { field: 'phoneNumberId', problem }
  if (before?.extension === after.extension) return undefined
  const holder = extensionClash(design, after)
  if (holder === undefined) return undefined
  return { field: 'extension', problem: `Extension ${after.extension} is already used by "${holder}".` }
}

function portalEditRefused(before: Portal | undefined, after: Portal): string | undefined {
  if (!before?.phoneNumberId || after.phoneNumberId === null || after.phoneNumberId === before.phoneNumberId) {
    return undefined
  }
  return `The number of "${before.name}" cannot be changed. Take it away first, or delete the portal and make a new one.`
}

/** What a portal is called that nobody named: its phone number (M109). */
export const portalName = (design: DesignSnapshot, { name, phoneNumberId }: Portal): string =>
  name.trim() || (design.find('phone-number', phoneNumberId)?.number ?? '')

/** The flow in which the portal's step stands. */
export function flowOfPortal(design: DesignSnapshot, portal: Portal): Callflow | undefined {
  return design
    .list('callflow')
    .find(({ nodes }) =>
      Object.values(nodes).some(
        ({ type, settings }) => type === 'office-anywhere-portal' && settings.portalId === portal.id,
      ),
    )
}

/** What else answers the portal's extension (M110). */
function extensionClash(design: DesignSnapshot, portal: Portal): string | undefined {
  if (portal.extension === '') return undefined
  const own = flowOfPortal(design, portal)
  const taken =
    design.list('callflow').find((flow) => flow !== own && flow.numbers.includes(portal.extension)) ??
    design.list('portal').find(({ id, extension }) => id !== portal.id && extension === portal.extension) ??
    design.list('user').find(({ extension }) => extension === portal.extension)
  return taken?.name
}

export interface Prerequisite {
  /** The feature row it comes from. */
  readonly row: 'M103' | 'M104' | 'M105' | 'M106' | 'M110' | 'M111'
  readonly isMet: boolean
  /** What has to be so. */
  readonly text: string
  /** It is the portal's callflow that lacks it. */
  readonly isInFlow?: true
}

/** Everything a portal needs before anybody can use it, in the order in which it is set up (M102-M111). */
export function portalPrerequisites(design: DesignSnapshot, portal: Portal): readonly Prerequisite[] {
  const number = design.find('phone-number', portal.phoneNumberId)?.number
  const flow = flowOfPortal(design, portal)
  const users = portalUsers(design, portal)
  const clash = extensionClash(design, portal)
  return [
    { row: 'M103', isMet: number !== undefined, text: 'A phone number is assigned to the portal.' },
    {
      row: 'M103',
      isMet: number !== undefined && (flow?.numbers.includes(number) ?? false),
      text: 'A callflow with the Office Anywhere step answers that number.',
      ...(number === undefined ? {} : { isInFlow: true }),
    },
    {
      row: 'M110',
      isMet: portal.extension === '' || !flow || flow.numbers.includes(portal.extension),
      text: `Its callflow answers the extension ${portal.extension}.`,
      isInFlow: true,
    },
    { row: 'M111', isMet: portal.scope === 'company' || portal.siteId !== null, text: 'The site is chosen.' },
    {
      row: 'M110',
      isMet: clash === undefined,
      text: clash === undefined ? 'The extension is free.' : `The extension ${portal.extension} belongs to "${clash}".`,
    },
    { row: 'M104', isMet: users.length > 0, text: 'At least one person has Office Anywhere switched on.' },
    {
      row: 'M105',
      isMet: users.some(({ officeAnywhere }) => officeAnywhere.numbers.length > 0),
      text: 'At least one of them has a phone of their own in the list.',
    },
    {
      row: 'M106',
      isMet: users.some((user) => activeNumbers(design, user).length > 0),
      text: 'At least one of those phones is active.',
    },
  ]
}
