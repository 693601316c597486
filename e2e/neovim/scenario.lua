-- The language server in Neovim's own client: diagnostics, hover, inlay hints, completion, definition and rename.
-- SPINEL_NODE, SPINEL_SERVER, SPINEL_STUDY and SPINEL_MODEL (whether a model is installed) come from run.mjs.

local patience = 20000
local passed, failed = 0, 0

local function say(text)
  io.stdout:write(text .. '\n')
end

local function step(name, check)
  local ok, problem = pcall(check)
  if ok then
    passed = passed + 1
    say('ok      ' .. name)
  else
    failed = failed + 1
    say('FAILED  ' .. name .. ': ' .. tostring(problem))
  end
end

local function finish()
  say(string.format('%d passed, %d failed', passed, failed))
  vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
end

local function expect(condition, problem)
  if not condition then error(problem, 0) end
end

local buffer
local client

-- Line and column count from zero, as in the protocol.
local function at(line, character)
  return { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = line, character = character } }
end

local function ask(method, parameters)
  local answers, problem = vim.lsp.buf_request_sync(buffer, method, parameters, patience)
  expect(answers, method .. ': ' .. tostring(problem))
  local answer = answers[client]
  expect(answer, method .. ' was not answered')
  expect(not answer.error, method .. ': ' .. vim.inspect(answer.error))
  return answer.result
end

local function labels(items)
  local found = {}
  for _, item in ipairs(items) do
    table.insert(found, item.label)
  end
  return table.concat(found, ' | ')
end

vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.SPINEL_STUDY))
buffer = vim.api.nvim_get_current_buf()
vim.bo[buffer].filetype = 'spinel'

step('the server starts and attaches', function()
  client = vim.lsp.start_client({
    name = 'spinel',
    cmd = { vim.env.SPINEL_NODE, vim.env.SPINEL_SERVER, '--stdio' },
    root_dir = vim.fn.fnamemodify(vim.env.SPINEL_STUDY, ':h'),
  })
  expect(client, 'no client')
  vim.lsp.buf_attach_client(buffer, client)
  local ready = vim.wait(patience, function()
    local started = vim.lsp.get_client_by_id(client)
    return started and started.initialized
  end, 20)
  expect(ready, 'the server did not initialize')
end)

step('the misspelt pool is diagnosed', function()
  vim.wait(patience, function() return #vim.diagnostic.get(buffer) > 0 end, 20)
  local found
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.code == 'SP2003' then found = diagnostic end
  end
  expect(found, 'no SP2003 in ' .. vim.inspect(vim.diagnostic.get(buffer)))
  expect(found.lnum == 11, 'on line ' .. found.lnum)
  expect(found.severity == vim.diagnostic.severity.ERROR, 'not an error')
  expect(found.message:find('late', 1, true), 'no suggestion: ' .. found.message)
end)

step('hover on a formula tells its sites and charges', function()
  local text = ask('textDocument/hover', at(3, 7)).contents.value
  expect(text:find('ZnBi2O4', 1, true), text)
  expect(text:find('spinel', 1, true), text)
  expect(text:find('Bi +3', 1, true), text)
  if vim.env.SPINEL_MODEL == '1' then
    expect(text:find('Band gap %*%*%d+%.%d+ ± %d+%.%d+ eV'), text)
    expect(text:find('90 %% interval'), text)
  end
end)

step('hover on a keyword tells what it does', function()
  local text = ask('textDocument/hover', at(9, 3)).contents.value
  expect(text:find('substitute', 1, true), text)
end)

step('inlay hints show gaps, elements and candidates', function()
  local hints = ask('textDocument/inlayHint', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = { line = 0, character = 0 }, ['end'] = { line = 12, character = 0 } },
  })
  local all = labels(hints)
  expect(all:find('5 elements', 1, true), all)
  expect(all:find('16 new', 1, true), all)
  if vim.env.SPINEL_MODEL == '1' then expect(all:find('%d+%.%d+ ± %d+%.%d+ eV'), all) end
end)

step('completion offers the pool', function()
  local answer = ask('textDocument/completion', at(11, 32))
  local all = labels(answer.items or answer)
  expect(all:find('late', 1, true), all)
  expect(all:find('transition_metals', 1, true), all)
end)

step('the definition of the pool is found', function()
  local places = ask('textDocument/definition', at(9, 30))
  local place = places[1] or places
  expect(place.range.start.line == 5, vim.inspect(places))
end)

step('renaming changes every place', function()
  local edit = ask('textDocument/rename', vim.tbl_extend('force', at(5, 6), { newName = 'metals' }))
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  expect(lines[6] == 'pool metals = Fe Co Ni Cu Zn', lines[6])
  expect(lines[10] == 'substitute A of ZnGa2O4 with metals', lines[10])
end)

step('mending the mistake takes the diagnostic away', function()
  vim.api.nvim_buf_set_lines(buffer, 11, 12, false, { 'substitute A of ZnBi2O4 with metals' })
  local gone = vim.wait(patience, function()
    for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
      if diagnostic.code == 'SP2003' then return false end
    end
    return true
  end, 20)
  expect(gone, vim.inspect(vim.diagnostic.get(buffer)))
end)

step('the server stops', function()
  vim.lsp.stop_client(client)
  expect(vim.wait(patience, function() return vim.lsp.get_client_by_id(client) == nil end, 20), 'still there')
end)

finish()
