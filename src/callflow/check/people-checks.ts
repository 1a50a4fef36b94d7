import type { Callflow, Document, Mailbox, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { lineOf } from '../numbering/admit.ts'
import type { Finding, QuickFix } from './finding.ts'

/** People who share an extension, and people whose extension no longer leads to them. Those who are switched off have left it to others. */
export function checkPeople(design: DesignSnapshot): Finding[] {
  const people = design.list('user').filter(({ enabled, extension }) => enabled && extension !== '')
  const flows = ownFlows(design.list('callflow'))
  const boxes = boxesByOwner(design.list('mailbox'))
  const first = new Map<string, User>()
  return people.flatMap((user): Finding[] => {
    const other = first.get(user.extension)
    if (other) return [sharedExtension(user, other)]
    first.set(user.extension, user)
    return renumbered(design, user, flows.get(user.id) ?? [], boxes.get(user.id) ?? [])
  })
}

function sharedExtension({ id, name, extension }: User, other: User): Finding {
  const message = `"${name}" and "${other.name}" both have the extension ${extension}: colleagues and forwarded calls reach "${other.name}".`
  return { code: 'duplicate-extension', severity: 'error', documentId: id, message }
}

/** Callflows that begin with ringing one person, by person. */
const ownFlows = oncePer((callflows: readonly Callflow[]): ReadonlyMap<unknown, readonly Callflow[]> => {
  const begins = callflows.filter(({ entry, nodes, featureCode }) => {
    const first = entry === null ? undefined : nodes[entry]
    return first?.type === 'user' && !first.disabled && featureCode === null
  })
  return Map.groupBy(begins, ({ entry, nodes }) => nodes[entry ?? '']?.settings['userId'])
})

const boxesByOwner = oncePer(
  (boxes: readonly Mailbox[]): ReadonlyMap<DocumentId | null, readonly Mailbox[]> =>
    Map.groupBy(boxes, ({ ownerId }) => ownerId),
)

/** Nobody who dials the extension comes to the person, though a callflow of theirs answers another; or their box has kept its old number. */
function renumbered(
  design: DesignSnapshot,
  user: User,
  flows: readonly Callflow[],
  boxes: readonly Mailbox[],
): Finding[] {
  const { id, name, extension } = user
  const flow = flows.find(({ numbers }) => numbers.some(isInternal))
  const isFlowAway = flow !== undefined && lineOf(design, extension) === undefined
  const [box] = boxes
  const isBoxAway = box !== undefined && box.number !== '' && !boxes.some(({ number }) => number === extension)
  if (!isFlowAway && !isBoxAway) return []
  const away = [
    ...(isFlowAway ? [`the callflow "${flow.name}" answers ${flow.numbers.find(isInternal)}`] : []),
    ...(isBoxAway ? [`the mailbox "${box.name}" is ${box.number}`] : []),
  ]
  const message = `"${name}" has the extension ${extension}, but ${away.join(' and ')}.`
  const fix = followed(
    design,
    extension,
    isFlowAway ? flow : undefined,
    isBoxAway && boxes.length === 1 ? box : undefined,
  )
  return [{ code: 'renumbered', severity: 'warning', documentId: id, message, ...(fix && { fix }) }]
}

const isInternal = (number: string) => /^[0-9]+$/.test(number)

/** The callflow answers the new extension beside the old one, the box takes it in its place. */
function followed(
  design: DesignSnapshot,
  extension: string,
  flow: Callflow | undefined,
  box: Mailbox | undefined,
): QuickFix | undefined {
  const isBoxTaken = design.list('mailbox').some(({ number }) => number === extension)
  const put: Document[] = [
    ...(flow ? [{ ...flow, numbers: [extension, ...flow.numbers] }] : []),
    ...(box && !isBoxTaken ? [{ ...box, number: extension }] : []),
  ]
  return put.length === 0 ? undefined : { label: `Use ${extension} there too`, put }
}
