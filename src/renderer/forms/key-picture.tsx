import { Asterisk, Headset, Minus, ParkingSquare, Phone, User, Zap } from 'lucide-react'
import type { Device, LineKey } from '../../callflow/design/document.ts'
import { resolveKey } from '../../callflow/provisioning/line-keys.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { cx } from '../ui/cx.ts'

const icons = {
  line: Phone,
  colleague: User,
  park: ParkingSquare,
  queue: Headset,
  code: Asterisk,
  'speed-dial': Zap,
  none: Minus,
} as const satisfies Record<LineKey['type'], unknown>

/** Keys beside the screen, on either side. */
const KEYS_ON_A_SIDE = 5
const KEYS_ON_A_PAGE = 2 * KEYS_ON_A_SIDE

/** How the keys stand on the phone: down the left side of its screen, then down the right, then on the next page. */
export function KeyPicture({
  device,
  keys,
  onChoose,
}: {
  readonly device: Device
  readonly keys: readonly LineKey[]
  readonly onChoose: (index: number) => void
}) {
  const design = useDesignSnapshot()
  const line: LineKey = { type: 'line', targetId: null, value: '', label: '' }
  const all = keys.length === 0 ? [line] : keys
  const pages = Array.from({ length: Math.ceil(all.length / KEYS_ON_A_PAGE) }, (_, page) => page)
  return (
    <div className="flex flex-col gap-2">
      {pages.map((page) => (
        <div
          key={page}
          role="group"
          aria-label={pages.length > 1 ? `Keys of page ${page + 1}` : 'Keys as they stand on the phone'}
          className="grid grid-cols-2 gap-x-1 rounded-card border border-line-strong bg-sunken p-2"
        >
          {[0, 1].map((side) => (
            <div key={side} className="flex min-w-0 flex-col gap-1">
              {Array.from({ length: KEYS_ON_A_SIDE }, (_, place) => {
                const index = page * KEYS_ON_A_PAGE + side * KEYS_ON_A_SIDE + place
                const key = all[index]
                const resolved = key && resolveKey(design, device, key)
                const shown = resolved?.ok && resolved.key.kind !== 'none' ? resolved.key : undefined
                return (
                  <PictureKey
                    key={place}
                    side={side === 0 ? 'left' : 'right'}
                    type={key?.type ?? 'none'}
                    text={shown?.label ?? ''}
                    number={shown?.kind === 'lamp' ? shown.address : ''}
                    isDark={key !== undefined && resolved?.ok === false}
                    onChoose={key && keys.length > 0 ? () => onChoose(index) : undefined}
                    name={`Key ${index + 1}`}
                  />
                )
              })}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

function PictureKey({
  side,
  type,
  text,
  number,
  isDark,
  name,
  onChoose,
}: {
  readonly side: 'left' | 'right'
  readonly type: LineKey['type']
  readonly text: string
  readonly number: string
  readonly isDark: boolean
  readonly name: string
  readonly onChoose: (() => void) | undefined
}) {
  const Icon = icons[type]
  const words = isDark ? 'stays empty' : text || 'empty'
  return (
    <button
      type="button"
      aria-label={`${name}: ${words}`}
      title={number ? `${text}, ${number}` : undefined}
      disabled={!onChoose}
      onClick={onChoose}
      className={cx(
        'flex h-7 min-w-0 items-center gap-1.5 rounded-control text-small',
        side === 'right' && 'flex-row-reverse',
      )}
    >
      <span
        aria-hidden
        className={cx(
          'h-4 w-5 shrink-0 rounded-control border',
          text && type !== 'speed-dial' ? 'border-dot-green bg-green-soft' : 'border-line-strong bg-surface',
        )}
      />
      <span
        className={cx(
          'flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-control border border-line bg-surface px-1.5',
          side === 'right' && 'flex-row-reverse',
          isDark ? 'text-amber' : text ? 'text-ink' : 'text-ink-faint',
        )}
      >
        {text || isDark ? <Icon aria-hidden size={12} className="shrink-0 text-ink-faint" /> : null}
        <span className="min-w-0 truncate">{isDark ? 'Stays empty' : text}</span>
      </span>
    </button>
  )
}
