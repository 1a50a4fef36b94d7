import { Toaster as Sonner, toast as sonner } from 'sonner'

export interface ToastOptions {
  readonly description?: string
  /** One thing to do about it, e.g. Undo. */
  readonly action?: { readonly label: string; readonly run: () => void }
}

export type ToastId = string | number

/** Brief news. Errors stay longer and can be read by assistive technology at once. */
export const toast = {
  info: (message: string, options?: ToastOptions) => show('message', message, options, 4_000),
  done: (message: string, options?: ToastOptions) => show('success', message, options, 5_000),
  error: (message: string, options?: ToastOptions) => show('error', message, options, 9_000),
  dismiss: (id: ToastId) => void sonner.dismiss(id),
}

function show(
  kind: 'message' | 'success' | 'error',
  message: string,
  options: ToastOptions | undefined,
  ms: number,
): ToastId {
  const { description, action } = options ?? {}
  return sonner[kind](message, {
    duration: ms,
    ...(description ? { description } : {}),
    ...(action ? { action: { label: action.label, onClick: action.run } } : {}),
  })
}

/** Once a page. Its colours are the tokens'. */
export function Toaster({ theme, leftPx }: { readonly theme: 'light' | 'dark'; readonly leftPx: number }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-left"
      closeButton
      // Above the canvas's own controls.
      offset={{ left: leftPx, bottom: 60 }}
      gap={8}
      visibleToasts={4}
      toastOptions={{
        classNames: {
          toast: 'rounded-card! border-0! bg-raised! text-ink! shadow-float! text-body! font-sans! py-2.5! px-3!',
          title: 'font-medium!',
          description: 'text-ink-faint!',
          actionButton: 'bg-accent! text-on-accent! rounded-control! text-small! h-6! font-medium!',
          error: 'text-red!',
          closeButton: 'bg-raised! text-ink-soft! border-line!',
        },
      }}
    />
  )
}
