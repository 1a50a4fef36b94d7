import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useMemo, useState } from 'react'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { api } from '../api/client.ts'
import { type Command as AppCommand, useCommandStore } from '../store/commands.ts'
import { navigate } from '../store/route.ts'
import { openSearch, useUi } from '../store/ui.ts'
import { Kbd } from '../ui/kbd.tsx'
import { areaOfKind } from './areas.ts'
import { kindWords } from './kinds.ts'

interface Hit {
  readonly documentId: string
  readonly kind: DocumentKind
  readonly name: string
  readonly snippet: string
}

/** ⌘K: every command and every document. */
export function SearchPalette() {
  const open = useUi((state) => state.searchOpen)
  return (
    <Radix.Root open={open} onOpenChange={openSearch}>
      <Radix.Portal>
        <Radix.Overlay className="motion-fade fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          data-modal
          className="motion-pop fixed top-[14vh] left-1/2 z-50 w-[580px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-card bg-raised shadow-float"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Palette />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Palette() {
  const [typed, setTyped] = useState('')
  const [selected, setSelected] = useState('')
  const hits = useHits(typed, setSelected)
  const commands = useCommandStore((state) => state.commands)
  const groups = useMemo(() => grouped(commands.values()), [commands])
  const run = (action: () => void) => {
    openSearch(false)
    // After the dialog has given the focus back, so that what opens next keeps it.
    setTimeout(action)
  }
  return (
    <Command label="Search and commands" loop filter={containsEveryWord} value={selected} onValueChange={setSelected}>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Search names, numbers and steps, or type a command"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-title outline-none!"
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
        {hits.length === 0 ? (
          <Command.Empty className="px-3 py-6 text-center text-ink-faint">Nothing is called that.</Command.Empty>
        ) : null}
        {hits.length > 0 ? (
          <Group heading="In this design" forceMount>
            {hits.map((hit) => (
              <HitItem key={hit.documentId} hit={hit} run={run} />
            ))}
          </Group>
        ) : null}
        {groups.map(([heading, list]) => (
          <Group key={heading} heading={heading}>
            {list.map((command) => (
              <Command.Item
                key={command.id}
                value={command.id}
                keywords={[command.label, command.keywords ?? '', heading]}
                onSelect={() => run(command.run)}
                className={itemClass}
              >
                <span className="flex-1 truncate">{command.label}</span>
                {command.shortcut ? <Kbd shortcut={command.shortcut.split(' ')[0] ?? ''} /> : null}
              </Command.Item>
            ))}
          </Group>
        ))}
      </Command.List>
    </Command>
  )
}

function HitItem({ hit, run }: { readonly hit: Hit; readonly run: (action: () => void) => void }) {
  const { icon: Icon, one } = kindWords[hit.kind]
  return (
    <Command.Item
      forceMount
      value={hit.documentId}
      onSelect={() => run(() => navigate(areaOfKind[hit.kind], hit.documentId))}
      className={itemClass}
    >
      <Icon aria-hidden size={15} className="shrink-0 text-ink-faint" />
      <span className="shrink-0 font-medium">{hit.name}</span>
      <span className="min-w-0 flex-1 truncate text-small text-ink-faint">
        {hit.snippet === hit.name ? '' : hit.snippet}
      </span>
      <span className="shrink-0 text-small text-ink-faint">{one}</span>
    </Command.Item>
  )
}

const itemClass = 'flex h-8 items-center gap-2.5 rounded-control px-2.5 select-none data-[selected=true]:bg-accent-soft'

function Group({
  heading,
  forceMount = false,
  children,
}: {
  readonly heading: string
  readonly forceMount?: boolean
  readonly children: React.ReactNode
}) {
  return (
    <Command.Group
      heading={heading}
      forceMount={forceMount}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint"
    >
      {children}
    </Command.Group>
  )
}

function grouped(commands: Iterable<AppCommand>): readonly (readonly [string, readonly AppCommand[]])[] {
  const groups = new Map<string, AppCommand[]>()
  for (const command of commands) {
    if (command.hidden || command.isEnabled?.() === false) continue
    const group = groups.get(command.group)
    if (group) group.push(command)
    else groups.set(command.group, [command])
  }
  return [...groups]
}

function containsEveryWord(_id: string, typed: string, keywords: readonly string[] = []): number {
  const text = keywords.join(' ').toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0
}

/** Asks a little after the typing stops; an answer to an older question is thrown away. The first hit is what Enter opens. */
function useHits(typed: string, onFirst: (documentId: string) => void): readonly Hit[] {
  const [answer, setAnswer] = useState<{ readonly text: string; readonly hits: readonly Hit[] }>({ text: '', hits: [] })
  const text = typed.trim().slice(0, 200)
  useEffect(() => {
    if (!text) return
    let isCurrent = true
    const timer = setTimeout(() => {
      api()
        .documents.search({ text, limit: 12 })
        .then((hits) => {
          if (!isCurrent) return
          setAnswer({ text, hits })
          if (hits[0]) onFirst(hits[0].documentId)
        })
        .catch(() => isCurrent && setAnswer({ text, hits: [] }))
    }, 80)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [text, onFirst])
  return text ? answer.hits : []
}
