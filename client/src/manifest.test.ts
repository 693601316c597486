import { readFileSync } from 'node:fs';
import { defaultSettings } from '@spinel-studio/server/features/server/options.ts';
import { describe, expect, it } from 'vitest';

interface Property {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const properties: Readonly<Record<string, Property>> = manifest.contributes.configuration.properties;

describe("the extension's manifest", () => {
  it('declares the settings that the server reads, with the same defaults', () => {
    expect(properties['spinel.device']?.default).toBe(defaultSettings.device);
    expect(properties['spinel.runtimeFolder']?.default).toBe(defaultSettings.runtimeFolder);
    expect(properties['spinel.modelsFolder']?.default).toBe(defaultSettings.ownModelsFolder);
    expect(properties['spinel.candidateLimit']?.default).toBe(defaultSettings.candidateLimit);
    expect(properties['spinel.hints.gaps']?.default).toBe(defaultSettings.hints.gaps);
    expect(properties['spinel.hints.counts']?.default).toBe(defaultSettings.hints.counts);
  });

  it('describes every setting', () => {
    for (const [name, property] of Object.entries(properties)) {
      expect(property.markdownDescription, name).toMatch(/\.$/);
    }
  });

  it('does not let an untrusted or foreign workspace choose what native code is loaded', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect(restricted).toContain('spinel.runtimeFolder');
    expect(restricted).toContain('spinel.modelsFolder');
    expect(manifest.contributes.configuration.properties['spinel.runtimeFolder'].scope).toBe('machine');
    expect(manifest.contributes.configuration.properties['spinel.modelsFolder'].scope).toBe('machine');
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  });

  it('names a command only once it is declared', () => {
    const declared = new Set(
      manifest.contributes.commands.map((entry: { command: string }) => entry.command),
    );
    const used = Object.values<readonly { command: string }[]>(manifest.contributes.menus)
      .flat()
      .map(({ command }) => command);
    expect(used.filter((command) => !declared.has(command))).toEqual([]);
  });

  it('asks for the VS Code whose interface it is checked against', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('wakes the extension for its files, its pages and its links', () => {
    expect(manifest.activationEvents).toEqual([
      'onLanguage:spinel',
      'onWebviewPanel:spinel.results',
      'onUri',
    ]);
  });
});
