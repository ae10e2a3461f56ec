import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { noModule, runScript } from '../support/module.mjs';
import { apiVersion, appRecords, writeProject } from '../support/project.mjs';
import { orgWithCli } from '../support/salesforce-cli.mjs';

const name = 'Billing';
const xmlns = 'http://soap.sforce.com/2006/04/metadata';

/** What holds the consumer key, as it lies in source control. */
const dependents = {
    'authproviders/SF.authprovider-meta.xml': `<AuthProvider xmlns="${xmlns}">
    <consumerKey>{{eca:${name}:consumerKey}}</consumerKey>
    <friendlyName>SF</friendlyName>
    <providerType>Salesforce</providerType>
</AuthProvider>
`,
    'externalCredentials/Ext.externalCredential-meta.xml': `<ExternalCredential xmlns="${xmlns}">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>Main User</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <parameterValue>k={{eca:${name}:consumerKey}}</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Ext</label>
</ExternalCredential>
`,
    'namedCredentials/Legacy.namedCredential-meta.xml': `<NamedCredential xmlns="${xmlns}">
    <endpoint>https://billing.example.com</endpoint>
    <jwtIssuer>{{eca:${name}:consumerKey}}</jwtIssuer>
    <label>Legacy</label>
    <principalType>NamedUser</principalType>
    <protocol>Jwt</protocol>
</NamedCredential>
`,
    'namedCredentials/Secured.namedCredential-meta.xml': `<NamedCredential xmlns="${xmlns}">
    <label>Secured</label>
    <namedCredentialParameters>
        <externalCredential>Ext</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
`,
    'permissionsets/Callers.permissionset-meta.xml': `<PermissionSet xmlns="${xmlns}">
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>Ext-Main User</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Callers</label>
</PermissionSet>
`,
};

async function write(folder, files) {
    for (const [file, text] of Object.entries(files)) {
        const full = path.join(folder, 'main', 'default', file);
        await mkdir(path.dirname(full), { recursive: true });
        await writeFile(full, text);
    }
}

/** Publishes a folder with the module, and gives back the consumer key of the app. */
async function publish(t, org, folder) {
    const script = `
        $token = [System.Net.NetworkCredential]::new('', '${org.accessToken}').SecurePassword
        $null = Connect-EcaOrg -InstanceUrl '${org.url}' -AccessToken $token -Alias interop
        $made = Publish-EcaMetadata '${folder}'
        "[$($made.Status)] [$($made.ConsumerKey)] [$($made.Problems)]"`;
    const run = runScript(t, script);
    const [, status, key, problems] = await run.seen(/\[(\w+)\] \[([^\]]+)\] \[([^\]]*)\]/);
    assert.deepEqual([status, problems], ['Succeeded', '']);
    assert.equal(await run.ended, 0);
    return key;
}

/** What the org holds of the dependents, in one text without the key. */
async function held(cli, cwd, key) {
    const retrieved = path.join(cwd, 'retrieved');
    await mkdir(retrieved, { recursive: true });
    const types = ['AuthProvider', 'ExternalCredential', 'NamedCredential', 'PermissionSet:Callers'];
    await cli.run(['project', 'retrieve', 'start', ...types.flatMap((type) => ['--metadata', type]), '--output-dir', 'retrieved'], { cwd });
    const entries = await readdir(retrieved, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('-meta.xml')).map((entry) => path.join(entry.parentPath, entry.name)).sort();
    assert.equal(files.length, Object.keys(dependents).length);
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    return files.map((file, index) => `${path.basename(file)}\n${texts[index].replaceAll(key, 'KEY')}`).join('\n');
}

test('the Salesforce CLI deploys the same dependents once the key exists, and the org holds the same', { skip: noModule }, async (t) => {
    const ours = await orgWithCli(t, '--seed', 'empty');
    const cwd = await writeProject(ours.cli.home, appRecords(name));
    await write(path.join(cwd, 'force-app'), dependents);
    const key = await publish(t, ours.org, path.join(cwd, 'force-app'));

    const theirs = await orgWithCli(t, '--seed', 'empty');
    const other = await writeProject(theirs.cli.home, appRecords(name));
    const otherKey = await publish(t, theirs.org, path.join(other, 'force-app'));
    await rm(path.join(other, 'force-app'), { recursive: true });
    await write(path.join(other, 'force-app'), Object.fromEntries(Object.entries(dependents).map(([file, text]) => [file, text.replaceAll(`{{eca:${name}:consumerKey}}`, otherKey)])));
    const { result } = await theirs.cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd: other });
    assert.equal(result.status, 'Succeeded');

    assert.equal(await held(ours.cli, cwd, key), await held(theirs.cli, other, otherKey));
});

test('a package that New-EcaMetadata lays out goes through the converters of the Salesforce CLI unchanged', { skip: noModule }, async (t) => {
    const { org, cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    const run = runScript(t, `
        Set-Location '${cwd}'
        $token = [System.Net.NetworkCredential]::new('', '${org.accessToken}').SecurePassword
        $null = Connect-EcaOrg -InstanceUrl '${org.url}' -AccessToken $token -Alias interop
        $made = Get-ConnectedApp Customer_Portal | New-EcaMetadata -OutputPath ./portal -Packageable -ApiVersion ${apiVersion}
        "[$($made.Name)] written"`);
    await run.seen(/\[Customer_Portal\] written/);
    assert.equal(await run.ended, 0);

    for (const [folder, suffixes] of [['portal', ['.eca', '.ecaOauth']], ['portal-unpackaged', ['.ecaGlblOauth', '.ecaOauthPlcy', '.ecaPlcy']]]) {
        await cli.run(['project', 'convert', 'source', '--root-dir', folder, '--output-dir', `mdapi-${folder}`], { cwd });
        await cli.run(['project', 'convert', 'mdapi', '--root-dir', `mdapi-${folder}`, '--output-dir', `back-${folder}`], { cwd });
        const before = await texts(path.join(cwd, folder));
        assert.deepEqual([...before.keys()].map((file) => file.slice(file.indexOf('.'))).sort(), suffixes.map((suffix) => `${suffix}-meta.xml`).sort());
        assert.deepEqual(await texts(path.join(cwd, `back-${folder}`)), before);
    }

    const { result } = await cli.run(['project', 'deploy', 'start', '--source-dir', 'portal', '--source-dir', 'portal-unpackaged'], { cwd });
    assert.equal(result.status, 'Succeeded');
});

/** The metadata files below a folder by name. */
async function texts(folder) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('-meta.xml')).sort((a, b) => (a.name < b.name ? -1 : 1));
    return new Map(await Promise.all(files.map(async (entry) => [entry.name, await readFile(path.join(entry.parentPath, entry.name), 'utf8')])));
}
