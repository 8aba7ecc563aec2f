/** What must happen in one step on the server, in its language. Each says what its keys and arguments are. */
import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'

export interface Script {
  readonly source: string
  readonly sha: string
}

/** Runs a script, which the server is given when it has not seen it. Replies are numbers, strings, nulls and arrays. */
export async function evaluate(
  connection: Connection,
  script: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args.map(String)]
  try {
    return await connection.command(['EVALSHA', script.sha, ...rest])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return connection.command(['EVAL', script.source, ...rest])
  }
}

function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

/** The server's time in ms, as `now`. */
const now = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

/** What XINFO says of a group or a member, by name: `named(info)['pending']`. */
const named = `local function named(info)
  local held = {}
  for i = 1, #info, 2 do held[info[i]] = info[i + 1] end
  return held
end`

/**
 * Keys: declaration, stream, declaration of the dead-letter queue (else again its own), a retry stream a group.
 * Arguments: kind, attempts, dead letter (both empty if left out), id after which new groups begin, the identity that it
 * gets if it has none, the groups. Returns `held` and what holds now, or `differs`, the option and what holds, or `unknown`
 * for the dead-letter queue.
 */
export const declareScript: Script = script(`
local kind, attempts, dead, from = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local held = redis.call('HMGET', KEYS[1], 'kind', 'attempts', 'deadLetter')
if held[1] then
  if kind ~= held[1] then return {'differs', 'kind', held[1]} end
  if attempts ~= '' and attempts ~= held[2] then return {'differs', 'attempts', held[2]} end
  if dead ~= '' and dead ~= held[3] then return {'differs', 'deadLetter', held[3]} end
else
  if dead ~= '' and redis.call('HGET', KEYS[3], 'kind') ~= 'queue' then return {'unknown'} end
  held = {kind, attempts == '' and '1' or attempts, dead}
  redis.call('HSET', KEYS[1], 'kind', held[1], 'attempts', held[2], 'deadLetter', held[3])
end
redis.call('HSETNX', KEYS[1], 'identity', ARGV[5])
local function create(key, group, id)
  local reply = redis.pcall('XGROUP', 'CREATE', key, group, id, 'MKSTREAM')
  if type(reply) == 'table' and reply.err and not string.find(reply.err, 'BUSYGROUP') then error(reply.err) end
end
for i = 6, #ARGV do
  create(KEYS[2], ARGV[i], from)
  create(KEYS[i - 2], ARGV[i], '0')
end
return {'held', held[1], held[2], held[3], redis.call('HGET', KEYS[1], 'identity')}
`)

/** Keys: a sorted set. Arguments: delay in ms, the message as a JSON array. The server's clock alone counts. */
export const delayScript: Script = script(`
${now}
return redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[2])
`)

/**
 * Keys: sorted sets, each followed by the stream that what is due goes to. Arguments: how many of each at most. Returns ms
 * until the next is due, -1 if there is none. The first item of a message's array only makes it unique.
 */
export const moveDueScript: Script = script(`
${now}
local wait = -1
for k = 1, #KEYS, 2 do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[k], '-inf', now, 'LIMIT', 0, ARGV[1])) do
    redis.call('XADD', KEYS[k + 1], '*', unpack(cjson.decode(member), 2))
    redis.call('ZREM', KEYS[k], member)
  end
  local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')
  if first[2] then
    local due = math.max(0, math.ceil(first[2] - now))
    if wait < 0 or due < wait then wait = due end
  end
end
return wait
`)

/**
 * What waits, without waiting for it: first what comes again, of what is new only as many as there is room for besides.
 * Keys: retry stream, stream. Arguments: group, member, how many at most. Returns streams with their entries.
 */
export const readScript: Script = script(`
local group, member, left = ARGV[1], ARGV[2], tonumber(ARGV[3])
local read = {}
for k = 1, #KEYS do
  local reply = left > 0 and redis.pcall('XREADGROUP', 'GROUP', group, member, 'COUNT', left, 'STREAMS', KEYS[k], '>')
  -- What was read already must not be lost with an error: the next call meets it again.
  if reply and reply.err then return #read > 0 and read or reply end
  if reply then
    read[#read + 1] = reply[1]
    left = left - #reply[1][2]
  end
end
return read
`)

/** Keys: a stream. Arguments: group, entries. They are gone: only for streams that one group reads. */
export const ackScript: Script = script(`
redis.call('XACK', KEYS[1], unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
`)

/**
 * Takes an entry from a group and puts what is left of it elsewhere. Keys: the stream, where to. Arguments: group,
 * member, entry, `1` to delete it from the stream, `stream` or `sorted` or `none`, delay in ms, fields for a stream or
 * the message as a JSON array. Does nothing and returns 0 if the entry is no longer the member's.
 */
export const moveScript: Script = script(`
local group, member, id, delete, how, delay = unpack(ARGV, 1, 6)
if #redis.call('XPENDING', KEYS[1], group, id, id, 1, member) == 0 then return 0 end
redis.call('XACK', KEYS[1], group, id)
if delete == '1' then redis.call('XDEL', KEYS[1], id) end
if how == 'stream' then
  redis.call('XADD', KEYS[2], '*', unpack(ARGV, 7))
elseif how == 'sorted' then
  ${now}
  redis.call('ZADD', KEYS[2], now + delay, ARGV[7])
end
return 1
`)

/**
 * A sign of life for what a member has in flight. Keys: streams. Arguments: group, member, then number of the stream and
 * entry, by turns. What has become another's stays so.
 */
export const touchScript: Script = script(`
local group, member = ARGV[1], ARGV[2]
for i = 3, #ARGV, 2 do
  local key, id = KEYS[tonumber(ARGV[i])], ARGV[i + 1]
  if #redis.call('XPENDING', key, group, id, id, 1, member) > 0 then
    redis.call('XCLAIM', key, group, member, 0, id, 'JUSTID')
  end
end
`)

/**
 * Takes over what nobody gave a sign of for long. Keys: streams. Arguments: group, member, ms, how many at most, where to
 * go on in each stream. Returns where to go on, and number of the stream, entry, deliveries and fields of each.
 */
export const takeOverScript: Script = script(`
local group, member, idle, left = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local cursors, taken = {}, {}
for k = 1, #KEYS do
  cursors[k] = ARGV[4 + k]
  if left > 0 then
    local reply = redis.call('XAUTOCLAIM', KEYS[k], group, member, idle, cursors[k], 'COUNT', left)
    cursors[k] = reply[1]
    for _, entry in ipairs(reply[2]) do
      local pending = redis.call('XPENDING', KEYS[k], group, entry[1], entry[1], 1)
      taken[#taken + 1] = {k, entry[1], pending[1][4], entry[2]}
      left = left - 1
    end
  end
end
return {cursors, taken}
`)

/** Drops what every group of a topic has settled. Keys: the stream. */
export const trimScript: Script = script(`
${named}
local function parts(id)
  local ms, sequence = string.match(id, '^(%d+)-(%d+)$')
  return ms, tonumber(sequence)
end
local leastMs, leastSequence
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local at = named(group)
  local ms, sequence
  if at['pending'] > 0 then
    ms, sequence = parts(redis.call('XPENDING', KEYS[1], at['name'])[2])
  else
    ms, sequence = parts(at['last-delivered-id'])
    sequence = sequence + 1
  end
  local a, b = tonumber(ms), tonumber(leastMs)
  if not leastMs or a < b or (a == b and sequence < leastSequence) then leastMs, leastSequence = ms, sequence end
end
if not leastMs then return 0 end
return redis.call('XTRIM', KEYS[1], 'MINID', leastMs .. '-' .. string.format('%d', leastSequence))
`)

/**
 * Keys: stream and retry stream, both their sorted sets. Arguments: group, kind. Returns what waits and what is in
 * flight. A queue's stream holds only what is not settled; a topic's group is told by the server how far it lags.
 */
export const depthScript: Script = script(`
${named}
local group, kind = ARGV[1], ARGV[2]
local inFlight = redis.call('XPENDING', KEYS[1], group)[1]
local retried = redis.call('XPENDING', KEYS[2], group)[1]
local length = redis.call('XLEN', KEYS[1])
local waiting = length - inFlight
if kind == 'topic' then
  waiting = length
  for _, held in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local at = named(held)
    if at['name'] == group and at['lag'] then waiting = math.min(length, at['lag']) end
  end
end
waiting = math.max(0, waiting) + redis.call('XLEN', KEYS[2]) - retried
waiting = waiting + redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[4])
return {waiting, inFlight + retried}
`)

/** Keys: streams. Arguments: group, member. A member that still has something stays, for another to take over from. */
export const leaveScript: Script = script(`
for _, key in ipairs(KEYS) do
  if #redis.call('XPENDING', key, ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
    redis.call('XGROUP', 'DELCONSUMER', key, ARGV[1], ARGV[2])
  end
end
`)

/** Removes members that died and have nothing left. Keys: streams. Arguments: group, ms. */
export const tidyScript: Script = script(`
${named}
for _, key in ipairs(KEYS) do
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', key, ARGV[1])) do
    local at = named(consumer)
    if at['pending'] == 0 and at['idle'] > tonumber(ARGV[2]) then
      redis.call('XGROUP', 'DELCONSUMER', key, ARGV[1], at['name'])
    end
  end
end
`)
