import type { SourcePosition } from '../protocol/graph.ts'
import type { ViewCommand } from '../protocol/view.ts'
import { detailsOf, overviewOf } from './detailsModel.ts'
import { edgeTitle } from './edgeLines.ts'
import { connectHost } from './host.ts'
import { neighbourOf, type Direction } from './navigate.ts'
import { bannersOf, noticeOf, type NoticeAction } from './notice.ts'
import { createPictures, type Picture } from './picture.ts'
import { positionsOf, sitesOf } from './positions.ts'
import { createDetails } from './render/details.ts'
import { html, show, svg } from './render/dom.ts'
import { createEdges } from './render/edges.ts'
import { forgetWidths } from './render/fitText.ts'
import { createHeadings } from './render/headings.ts'
import { createLegend } from './render/legend.ts'
import { createMarks } from './render/marks.ts'
import { createNodes } from './render/nodes.ts'
import { createBanners, createNotice } from './render/notices.ts'
import { createSplitter } from './render/splitter.ts'
import { createSurface, type Bounds } from './render/surface.ts'
import { createToolbar } from './render/toolbar.ts'
import { initialState, reduce, type Action, type ViewState } from './state.ts'

/** Puts the view together: messages and user actions change the state, the state is drawn once a frame. */

const host = connectHost()
window.addEventListener('error', ({ message }) => host.post({ type: 'failed', message }))
window.addEventListener('unhandledrejection', ({ reason }) => host.post({ type: 'failed', message: String(reason) }))

let state: ViewState = {
  ...initialState,
  mode: host.remembered.mode ?? initialState.mode,
  detailsShown: host.remembered.detailsShown ?? initialState.detailsShown,
}
const pictures = createPictures()
let picture: Picture | undefined
let frame: number | undefined
/** The newest revision that the host waits to hear was drawn. */
let undrawn: number | undefined

const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)')
const isStill = (): boolean => reducedMotion.matches || document.body.classList.contains('vscode-reduce-motion')

const marks = createMarks(isStill)
const headings = createHeadings()
const surface = createSurface((transform) => {
  marks.moved(transform)
  headings.moved(transform)
})
const edges = createEdges(svg(surface.world, 'g', { class: 'edges' }), { onClick: openEdge, titleOf: titleOfEdge })
const nodes = createNodes(svg(surface.world, 'g', { class: 'nodes' }), {
  onClick: clickNode,
  onFocus: focusNode,
  onKey: nodeKey,
})
const toolbar = createToolbar({
  onMode: (mode) => {
    host.remember({ mode })
    dispatch({ type: 'mode', mode })
  },
  onQuery: (query) => dispatch({ type: 'query', query }),
  onZoom: (factor) => surface.zoomBy(factor),
  onFit: fit,
  onDetails: () => showDetails(!state.detailsShown),
  onStart: () => command('start'),
  onStopWatching: () => command('stopWatching'),
  onProblem: (title, position) => open(title, [position]),
})
const details = createDetails({
  onOpen: (title, position) => open(title, [position]),
  onSelect: (id) => reveal(id),
  onClose: () => showDetails(false),
})
const splitter = createSplitter(details.element, host.remembered.detailsSize, (detailsSize) =>
  host.remember({ detailsSize }),
)
const notice = createNotice(act)
const banners = createBanners(command)

const legend = createLegend()
surface.element.append(marks.element, headings.element, legend.element, notice.element)
document.body.dataset['fanoutView'] = 'graph'
document.body.append(
  html(
    'main',
    { class: 'view' },
    toolbar.element,
    banners.element,
    html('div', { class: 'panes' }, surface.element, splitter, details.element),
  ),
)

surface.svg.addEventListener('click', () => selectNode(null))
document.addEventListener('keydown', onKey)
new ResizeObserver(() => marks.restyled()).observe(surface.element)
// Not when the details come or go: then the picture stays where it is.
window.addEventListener('resize', () => {
  if (picture && picture.cards.length > 0 && !surface.touched()) surface.firstLook(picture.layout.bounds)
})
// VS Code changes the theme by the body's class and the tokens on the root.
const restyle = new MutationObserver(() => {
  forgetWidths()
  marks.restyled()
  schedule()
})
restyle.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] })
restyle.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
reducedMotion.addEventListener('change', schedule)
// Clocks on the screen go on between messages.
setInterval(() => {
  if (!document.hidden && state.graph?.sessions.some((session) => session.state === 'running')) schedule()
}, 1000)

host.onMessage((message) => {
  if (message.type === 'graph') undrawn = message.graph.revision
  if (message.type === 'figures') undrawn = message.revision
  dispatch({ type: 'host', message, now: Date.now() })
})
host.post({ type: 'ready' })
schedule()

function dispatch(action: Action): void {
  const before = state
  state = reduce(state, action)
  if (state.selected !== before.selected) host.post({ type: 'select', id: state.selected })
  schedule()
}

function schedule(): void {
  frame ??= requestAnimationFrame(() => {
    frame = undefined
    const start = performance.now()
    draw()
    // For whoever observes measures (the bench); kept by nobody else.
    performance.measure('fanout draw', { start })
    performance.clearMeasures('fanout draw')
    const revision = undrawn
    if (revision === undefined) return
    undrawn = undefined
    // The next frame begins when this one is on the screen.
    requestAnimationFrame(() => host.post({ type: 'drawn', revision }))
  })
}

function draw(): void {
  const now = Date.now()
  const before = picture
  picture = pictures(state, now)
  toolbar.draw(state, now, picture?.found)
  banners.draw(bannersOf(state))
  notice.draw(noticeOf(state, picture))
  show(legend.element, (picture?.cards.length ?? 0) > 0)
  legend.draw(picture?.lines ?? [])
  const paneShown = state.detailsShown && (picture?.cards.length ?? 0) > 0
  const paneOpened = paneShown && details.element.hidden
  show(details.element, paneShown)
  show(splitter, paneShown)
  if (!picture) return
  edges.draw(picture)
  nodes(picture, state.selected)
  marks.update(picture.lines, edges.tracks)
  if (picture.arrangement !== before?.arrangement) {
    headings.draw(picture)
    if (before) surface.glide()
    look(before)
  }
  if (state.detailsShown) {
    const chosen =
      state.selected === null ? undefined : detailsOf(picture.index, picture.statuses, state.selected, now, state.roots)
    details.draw(chosen, overviewOf(picture.index, picture.statuses))
  }
  if (paneOpened && state.selected !== null) bringIntoSight(state.selected)
  grantWish()
}

/** What is drawn for the first time, or found by a query, comes into sight as a whole; what the user looks at stays. */
function look(before: Picture | undefined): void {
  if (!picture || picture.cards.length === 0) return
  const anew = before === undefined || before.cards.length === 0 || before.found !== picture.found
  // While the map is made the whole of it comes into sight; once a program ran, what is there stays where it is.
  if (anew || !(surface.touched() || picture.index.ran)) surface.firstLook(picture.layout.bounds)
}

function grantWish(): void {
  const { wish } = state
  if (wish === undefined || !picture) return
  if (wish.wish === 'fit') fit()
  else if (boxOf(wish.id) === undefined) return
  else {
    bringIntoSight(wish.id)
    elementOf(wish.id)?.focus({ preventScroll: true })
  }
  dispatch({ type: 'granted' })
}

function selectNode(id: string | null): void {
  dispatch({ type: 'select', id })
}

function clickNode(id: string): void {
  selectNode(id)
  openNode(id)
}

function openNode(id: string): void {
  if (!picture) return
  const name = picture.index.destinations.get(id)?.name ?? picture.index.code.get(id)?.name ?? ''
  open(name, positionsOf(picture.index, id))
}

function openEdge(id: string): void {
  const edge = picture?.index.graph.edges.find((each) => each.id === id)
  if (edge) open(titleOfEdge(id), sitesOf(edge))
}

function titleOfEdge(id: string): string {
  const edge = picture?.index.graph.edges.find((each) => each.id === id)
  return picture && edge ? edgeTitle(edge, picture.index) : ''
}

/** Beside the picture, so that it stays in sight. */
function open(title: string, positions: readonly SourcePosition[]): void {
  if (positions.length > 0) host.post({ type: 'open', title, positions, beside: true })
}

function focusNode(id: string): void {
  bringIntoSight(id)
}

function reveal(id: string): void {
  selectNode(id)
  bringIntoSight(id)
  elementOf(id)?.focus({ preventScroll: true })
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

function nodeKey(id: string, event: KeyboardEvent): void {
  const direction = directions[event.key]
  if (direction && picture) {
    event.preventDefault()
    const next = neighbourOf(id, direction, picture.layout, picture.lines)
    if (next !== undefined) reveal(next)
  } else if (event.key === 'Enter') {
    event.preventDefault()
    selectNode(id)
    openNode(id)
  } else if (event.key === ' ') {
    event.preventDefault()
    selectNode(id)
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.target instanceof HTMLInputElement) return
  if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
    event.preventDefault()
    toolbar.focusFind()
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape') selectNode(null)
  else if (event.key === '+' || event.key === '=') surface.zoomBy(1.25)
  else if (event.key === '-') surface.zoomBy(1 / 1.25)
  else if (event.key === '0') fit()
  else if (event.key === '/') {
    event.preventDefault()
    toolbar.focusFind()
  }
}

function fit(): void {
  if (picture && picture.cards.length > 0) surface.fit(picture.layout.bounds)
}

function showDetails(shown: boolean): void {
  host.remember({ detailsShown: shown })
  dispatch({ type: 'details', shown })
}

function command(name: ViewCommand): void {
  host.post({ type: 'command', command: name })
}

function act(does: NoticeAction['does']): void {
  if ('command' in does) command(does.command)
  else if (does.view === 'clear-query') dispatch({ type: 'query', query: '' })
  else dispatch({ type: 'mode', mode: 'both' })
}

function boxOf(id: string): Bounds | undefined {
  const place = picture?.layout.places.get(id)
  const card = picture?.cards.find((each) => each.id === id)
  return place && card && { x: place.x, y: place.y, width: card.width, height: card.height }
}

function bringIntoSight(id: string): void {
  const box = boxOf(id)
  if (box) surface.bringIntoSight(box)
}

function elementOf(id: string): SVGGElement | undefined {
  return [...surface.world.querySelectorAll<SVGGElement>('g.node')].find((element) => element.dataset['id'] === id)
}
