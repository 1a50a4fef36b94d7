import { type Document, makeDocument } from '../src/callflow/design/document.ts'
import { makeExtension, step } from '../src/callflow/design/extension.ts'
import { gridPosition } from '../src/callflow/design/layout.ts'

/** Main lines in a large design. */
export const FLOWS = 1_000

/** 1,000 callflows with 10,000 steps, with the users, devices, boxes, menus and hours they name. New objects at every call. */
export function largeDesign(): Document[] {
  const documents: Document[] = [
    makeDocument('account', { id: 'account', name: 'Large company' }),
    makeDocument('media', { id: 'media', name: 'Greeting' }),
  ]
  for (let index = 0; index < 20; index++) {
    documents.push(makeDocument('schedule-rule', { id: `rule-${index}`, name: `Hours ${index}` }))
  }
  for (let index = 0; index < FLOWS; index++) {
    const ids = {
      user: `user-${index}`,
      device: `device-${index}`,
      mailbox: `mailbox-${index}`,
      callflow: `seat-${index}`,
    }
    const [user, device, mailbox] = makeExtension({
      extension: String(10_000 + index),
      firstName: 'User',
      lastName: String(index),
      sipUsername: `u${index}`,
      sipPassword: 'x',
      ids,
    })
    documents.push(user, device, mailbox, lineOf(index))
    documents.push(
      makeDocument('menu', { id: `menu-${index}`, name: `Menu ${index}`, hunt: true, greetingId: 'media' }),
    )
  }
  return documents
}

/** Ten steps: hours, a greeting, a menu, three ways on with a mailbox behind each, and an end. */
function lineOf(index: number): Document {
  const user = (offset: number) => `user-${(index + offset) % FLOWS}`
  const box = { mailboxId: `mailbox-${index}` }
  const nodes = [
    step('hours', 'time-of-day', { routes: [`rule-${index % 20}`] }, gridPosition(0, 0)),
    step('greeting', 'play-media', { mediaId: 'media' }, gridPosition(0, 1)),
    step('menu', 'menu', { menuId: `menu-${index}` }, gridPosition(0, 2)),
    step('one', 'user', { userId: user(0), timeoutSec: 20 }, gridPosition(-1, 3)),
    step('two', 'ring-group', { members: [1, 2, 3].map((offset) => ({ id: user(offset) })) }, gridPosition(0, 3)),
    step('three', 'prepend', { namePrefix: 'GEN ' }, gridPosition(1, 3)),
    step('box', 'voicemail', box, gridPosition(-1, 4)),
    step('closed', 'play-media', { mediaId: 'media' }, gridPosition(2, 1)),
    step('night', 'voicemail', box, gridPosition(2, 2)),
    step('end', 'hang-up', {}, gridPosition(0, 5)),
  ]
  const wires = [
    ['hours', `rule-${index % 20}`, 'greeting'],
    ['hours', '_', 'closed'],
    ['greeting', '_', 'menu'],
    ['menu', '1', 'one'],
    ['menu', '2', 'two'],
    ['menu', '_', 'three'],
    ['one', '_', 'box'],
    ['two', '_', 'box'],
    ['three', '_', 'end'],
    ['closed', '_', 'night'],
  ] as const
  return makeDocument('callflow', {
    id: `flow-${index}`,
    name: `Line ${index}`,
    numbers: [String(20_000 + index)],
    entry: 'hours',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: wires.map(([from, branch, to]) => ({ from, branch, to })),
  })
}
