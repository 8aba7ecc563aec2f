import { select } from 'd3'
import type { Problem, SourcePosition } from '../../protocol/graph.ts'
import type { Mode } from '../filter.ts'
import { counted } from '../format.ts'
import { fullPlace } from '../place.ts'
import { chipText, sessionLines, type SessionLine } from '../sessions.ts'
import type { ViewState } from '../state.ts'
import { html, set, setText, show } from './dom.ts'
import { icon, type IconName } from './icons.ts'
import { createMenu } from './menu.ts'

export interface ToolbarHandlers {
  readonly onMode: (mode: Mode) => void
  readonly onQuery: (query: string) => void
  readonly onZoom: (factor: number) => void
  readonly onFit: () => void
  readonly onDetails: () => void
  readonly onStart: () => void
  readonly onStopWatching: () => void
  readonly onProblem: (title: string, position: SourcePosition) => void
}

export interface Toolbar {
  readonly element: HTMLElement
  draw(state: ViewState, now: number, found: number | undefined): void
  focusFind(): void
}

export function createToolbar(handlers: ToolbarHandlers): Toolbar {
  const modes = createModes(handlers.onMode)
  const sessions = createSessions(handlers)
  const find = createFind(handlers.onQuery)
  const problems = createProblems(handlers.onProblem)
  const details = iconButton('sidebar', 'Show or hide details', handlers.onDetails)
  const element = html(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Event graph' },
    modes.element,
    sessions.element,
    find.element,
    html('span', { class: 'spring' }),
    problems.element,
    html(
      'span',
      { class: 'group' },
      iconButton('zoomOut', 'Zoom out (−)', () => handlers.onZoom(1 / 1.25)),
      iconButton('zoomIn', 'Zoom in (+)', () => handlers.onZoom(1.25)),
      iconButton('fit', 'Fit (0)', handlers.onFit, 'Fit'),
    ),
    details,
  )
  return {
    element,
    draw(state, now, found) {
      modes.draw(state.mode)
      sessions.draw(state, now)
      find.draw(state.query, found)
      problems.draw(state.graph?.problems ?? [], state.roots)
      set(details, 'aria-pressed', String(state.detailsShown))
    },
    focusFind: find.focus,
  }
}

export function iconButton(name: IconName, label: string, run: () => void, words = ''): HTMLButtonElement {
  const button = html(
    'button',
    { class: 'icon-button', type: 'button', title: label, 'aria-label': label },
    icon(name),
    words,
  )
  button.addEventListener('click', run)
  return button
}

function createModes(onMode: (mode: Mode) => void): {
  readonly element: HTMLElement
  readonly draw: (mode: Mode) => void
} {
  const titles: Readonly<Record<Mode, string>> = {
    source: 'What the source says',
    live: 'What running programs showed',
    both: 'What either side knows',
  }
  const buttons = (['source', 'live', 'both'] as const).map((mode) => {
    const button = html(
      'button',
      { type: 'button', role: 'radio', title: titles[mode], 'data-mode': mode },
      mode.charAt(0).toUpperCase() + mode.slice(1),
    )
    button.addEventListener('click', () => onMode(mode))
    return { mode, button }
  })
  const element = html(
    'div',
    { class: 'modes', role: 'radiogroup', 'aria-label': 'Show' },
    ...buttons.map(({ button }) => button),
  )
  element.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const at = buttons.findIndex(({ button }) => button === document.activeElement)
    const next = buttons[at + step]
    if (step === 0 || at < 0 || !next) return
    next.button.focus()
    onMode(next.mode)
  })
  return {
    element,
    draw: (mode) => {
      for (const each of buttons) {
        set(each.button, 'aria-checked', String(each.mode === mode))
        set(each.button, 'tabindex', each.mode === mode ? 0 : -1)
      }
    },
  }
}

function createSessions({ onStart, onStopWatching }: ToolbarHandlers): {
  readonly element: HTMLElement
  readonly draw: (state: ViewState, now: number) => void
} {
  const menu = createMenu('chip', 'Sessions')
  set(menu.element, 'data-part', 'session')
  const dot = html('i', { class: 'dot' })
  const words = html('span', { class: 'chip-text' })
  menu.button.append(dot, words, icon('chevronDown'))
  const list = html('ul', { class: 'session-list' })
  const stop = html('button', { type: 'button', class: 'menu-action' }, icon('eyeClosed'), 'Stop watching')
  stop.addEventListener('click', () => {
    menu.close()
    onStopWatching()
  })
  menu.panel.append(list, stop)
  const start = html(
    'button',
    { type: 'button', class: 'chip start', 'data-part': 'start', title: 'Start debugging' },
    icon('debugStart'),
    'Start debugging',
  )
  start.addEventListener('click', onStart)
  const element = html('div', { class: 'session' }, menu.element, start)
  return {
    element,
    draw(state, now) {
      const lines = sessionLines(state.graph?.sessions ?? [], now)
      const running = lines.some((line) => line.running)
      show(menu.element, lines.length > 0)
      show(start, !running && state.trusted && (state.graph?.destinations.length ?? 0) > 0)
      show(stop, running)
      set(dot, 'class', running ? 'dot running' : 'dot')
      setText(words, chipText(lines))
      set(
        menu.button,
        'title',
        lines.map(({ name, text, leftBehind }) => [name, text, leftBehind].filter(Boolean).join(' · ')).join('\n'),
      )
      select(list)
        .selectAll<HTMLElement, SessionLine>('li')
        .data(lines, ({ id }) => id)
        .join((enter) => {
          const item = enter.append('li')
          item.append('i')
          item.append('b')
          item.append('span')
          return item
        })
        .each(function (line) {
          const [mark, name, text] = this.children
          if (!mark || !name || !text) return
          set(mark, 'class', line.running ? 'dot running' : 'dot')
          setText(name, line.name)
          setText(text, [line.text, line.leftBehind].filter(Boolean).join(' · '))
        })
    },
  }
}

function createFind(onQuery: (query: string) => void): {
  readonly element: HTMLElement
  readonly draw: (query: string, found: number | undefined) => void
  readonly focus: () => void
} {
  const input = html('input', {
    type: 'text',
    spellcheck: 'false',
    placeholder: 'Find or filter: orders  kind:queue  failed>0',
    'aria-label': 'Find or filter',
    title:
      'Parts of names, kind:queue (topic, event, code), package:orders, and comparisons of depth, waiting, failed, rate, lag, sent: failed>0',
    'data-part': 'find',
  })
  const count = html('span', { class: 'found', 'aria-live': 'polite' })
  const clear = iconButton('close', 'Clear', () => {
    onQuery('')
    input.focus()
  })
  input.addEventListener('input', () => onQuery(input.value))
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || input.value === '') return
    event.stopPropagation()
    onQuery('')
  })
  return {
    element: html('div', { class: 'find' }, icon('search'), input, count, clear),
    draw(query, found) {
      if (input.value !== query) input.value = query
      setText(count, found === undefined ? '' : found === 0 ? 'none' : String(found))
      show(clear, query !== '')
    },
    focus: () => input.focus(),
  }
}

function createProblems(onProblem: ToolbarHandlers['onProblem']): {
  readonly element: HTMLElement
  readonly draw: (problems: readonly Problem[], roots: readonly string[]) => void
} {
  const menu = createMenu('icon-button', 'Problems')
  set(menu.element, 'data-part', 'problems')
  menu.panel.classList.add('right')
  const count = html('span', {})
  const [warning, info] = [icon('warning'), icon('info')]
  menu.button.append(warning, info, count)
  const list = html('ul', { class: 'problem-list' })
  menu.panel.append(list)
  return {
    element: menu.element,
    draw(problems, roots) {
      show(menu.element, problems.length > 0)
      const notes = problems.filter(({ note }) => note)
      const broken = problems.filter(({ note }) => !note)
      show(warning, broken.length > 0)
      show(info, broken.length === 0)
      // What needs mending is not to drown in what is only worth knowing.
      setText(count, String((broken.length > 0 ? broken : notes).length))
      const words = [
        broken.length > 0 && counted(broken.length, 'problem'),
        notes.length > 0 && counted(notes.length, 'note'),
      ]
        .filter(Boolean)
        .join(', ')
      set(menu.button, 'title', words)
      set(menu.button, 'aria-label', words)
      select(list)
        .selectAll<HTMLElement, Problem>('li')
        .data([...broken, ...notes], ({ code, file, line, message }) => [code, file, line, message].join(' '))
        .join((enter) =>
          enter.append('li').each(function (problem) {
            this.append(problemLine(problem, roots, onProblem))
          }),
        )
        .order()
    },
  }
}

function problemLine(problem: Problem, roots: readonly string[], onProblem: ToolbarHandlers['onProblem']): HTMLElement {
  const { message, file, line = 1 } = problem
  if (file === undefined) return html('span', {}, message)
  const position = { file, line, column: 1 }
  const button = html('button', { type: 'button', class: 'link' }, fullPlace(position, roots))
  button.addEventListener('click', () => onProblem(message, position))
  return html('span', {}, `${message} `, button)
}
