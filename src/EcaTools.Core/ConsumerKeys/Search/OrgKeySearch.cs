using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// Finds where an org mentions consumer keys: named and external credentials, auth providers, custom metadata, custom
/// settings, Apex and static resources. What can't be read is reported, and the rest goes on.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="keys">The keys.</param>
public sealed class OrgKeySearch(EcaOrg org, KnownKeys keys)
{
    private const int ApexPage = 100;

    private static readonly ImmutableArray<string> MetadataTypes =
    [
        "NamedCredential",
        "ExternalCredential",
        "AuthProvider",
        "CustomMetadata",
    ];

    private readonly SalesforceClient _client = org.GetClient();
    private readonly FileSearch _search = new(keys, new NeedleScanner(KeyNeedle.Of(keys.Anchors)));

    /// <summary>How many records were searched so far.</summary>
    public int Records { get; private set; }

    /// <summary>Searches the org.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The keys, and an NotSearched for each part that could not be read.</returns>
    /// <exception cref="EcaException">The connection does not work at all, such as <c>SessionExpired</c> or
    /// <c>OrgUnreachable</c>.</exception>
    public async IAsyncEnumerable<ConsumerKeySearchResult> SearchAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        (string Part, IAsyncEnumerable<OrgText> Texts)[] parts =
        [
            .. MetadataTypes.Select(type => (type, ReadMetadataAsync(type, cancellation))),
            ("CustomSetting", ReadCustomSettingsAsync(cancellation)),
            ("ApexClass", ReadApexAsync("ApexClass", cancellation)),
            ("ApexTrigger", ReadApexAsync("ApexTrigger", cancellation)),
            ("StaticResource", ReadStaticResourcesAsync(cancellation)),
        ];
        foreach ((string part, IAsyncEnumerable<OrgText> texts) in parts)
        {
            IAsyncEnumerator<OrgText> reader = texts.GetAsyncEnumerator(cancellation);
            await using ConfiguredAsyncDisposable _ = reader.ConfigureAwait(false);
            for (bool more = true; more; )
            {
                _search.Results = [];
                try
                {
                    more = await reader.MoveNextAsync().ConfigureAwait(false);
                    if (more)
                    {
                        Search(reader.Current, part, cancellation);
                    }
                }
                catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
                {
                    _search.Fail(ConsumerKeysErrors.OrgPartNotSearched(org.Alias, part, error.Message, error));
                    more = false;
                }

                foreach (ConsumerKeySearchResult result in _search.Results)
                {
                    yield return result;
                }
            }
        }
    }

    private void Search(OrgText text, string part, CancellationToken cancellation)
    {
        if (text.Missing is not null)
        {
            _search.Fail(ConsumerKeysErrors.OrgPartNotSearched(org.Alias, part, text.Missing));
            return;
        }

        _search.SearchStream(
            new MemoryStream(text.Contents, writable: false),
            $"{org.Alias}!{part}/{text.Name}",
            null,
            cancellation
        );
        Records++;
        KeyFileKind kind = part.StartsWith("Apex", StringComparison.Ordinal) ? KeyFileKind.Apex : KeyFileKind.Metadata;
        _search.Results =
        [
            .. _search.Results.Select(result =>
                result with
                {
                    Mention = result.Mention is { } mention
                        ? mention with
                        {
                            Org = org.Alias,
                            FileKind = mention.Entry is null ? kind : mention.FileKind,
                        }
                        : null,
                }
            ),
        ];
    }

    private async IAsyncEnumerable<OrgText> ReadMetadataAsync(
        string type,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        MetadataClient metadata = new(_client);
        HashSet<string> left =
        [
            .. (await metadata.ListAsync([type], cancellation).ConfigureAwait(false)).Select(file => file.FullName),
        ];
        await foreach (
            XElement record in metadata
                .ReadAsync(type, [.. left.Order(StringComparer.Ordinal)], cancellation)
                .ConfigureAwait(false)
        )
        {
            string name = record.Text("fullName")!;
            left.Remove(name);
            yield return new OrgText(name, Encoding.UTF8.GetBytes(record.ToString()));
        }

        if (left.Count > 0)
        {
            yield return OrgText.NotRead(
                $"the org lists {string.Join(", ", left.Order(StringComparer.Ordinal))} and gave no metadata of it."
            );
        }
    }

    /// <summary>Each code in pages by id: bodies are large, and the Tooling API takes no more than its own limit at a
    /// time.</summary>
    private async IAsyncEnumerable<OrgText> ReadApexAsync(
        string type,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        int hidden = 0;
        string last = "";
        for (int count = ApexPage; count == ApexPage; )
        {
            count = 0;
            string after = last.Length == 0 ? "" : $" WHERE Id > '{last}'";
            await foreach (
                JsonElement row in _client
                    .QueryAsync(
                        $"SELECT Id, Name, NamespacePrefix, Body FROM {type}{after} ORDER BY Id LIMIT {ApexPage}",
                        tooling: true,
                        cancellation
                    )
                    .ConfigureAwait(false)
            )
            {
                count++;
                last =
                    row.Text("Id") is { Length: 15 or 18 } id && id.All(char.IsAsciiLetterOrDigit)
                        ? id
                        : throw ConsumerKeysErrors.OrgPartNotSearched(
                            org.Alias,
                            type,
                            "the org gave a record without an id."
                        );
                string body = row.ExactText("Body") ?? "(hidden)";
                if (body == "(hidden)")
                {
                    // What the org says of the code of managed packages.
                    hidden++;
                    continue;
                }

                yield return new OrgText(NameOf(row), Encoding.UTF8.GetBytes(body));
            }
        }

        if (hidden > 0)
        {
            yield return OrgText.NotRead($"the code of {hidden} of them is hidden, as that of managed packages is.");
        }
    }

    private async IAsyncEnumerable<OrgText> ReadCustomSettingsAsync(
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        JsonElement all = await _client.GetJsonAsync("sobjects", cancellation).ConfigureAwait(false);
        foreach (
            string name in all.Items("sobjects")
                .Where(it => it.Flag("customSetting"))
                .Select(it => it.Text("name"))
                .OfType<string>()
        )
        {
            JsonElement describe = await _client
                .GetJsonAsync($"sobjects/{name}/describe", cancellation)
                .ConfigureAwait(false);
            string[] fields =
            [
                .. describe
                    .Items("fields")
                    .Where(field => field.Text("soapType") == "xsd:string" && !field.Flag("calculated"))
                    .Select(field => field.Text("name"))
                    .OfType<string>(),
            ];
            string[] asked = [.. fields.Prepend("Id").Distinct(StringComparer.OrdinalIgnoreCase)];
            await foreach (
                JsonElement row in _client
                    .QueryAsync($"SELECT {string.Join(", ", asked)} FROM {name}", cancellation: cancellation)
                    .ConfigureAwait(false)
            )
            {
                string text = string.Concat(
                    fields
                        .Where(field => row.ExactText(field) is not null)
                        .Select(field => $"{field}={row.ExactText(field)}\n")
                );
                yield return new OrgText($"{name}/{row.Text("Name") ?? row.Text("Id")}", Encoding.UTF8.GetBytes(text));
            }
        }
    }

    private async IAsyncEnumerable<OrgText> ReadStaticResourcesAsync(
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (
            JsonElement row in _client
                .QueryAsync(
                    "SELECT Id, Name, NamespacePrefix FROM StaticResource ORDER BY Id",
                    cancellation: cancellation
                )
                .ConfigureAwait(false)
        )
        {
            OrgText text;
            try
            {
                ApiRequest request = _client.Request(HttpMethod.Get, $"sobjects/StaticResource/{row.Text("Id")}/Body");
                text = new OrgText(
                    NameOf(row),
                    (await _client.Wire.SendAsync(request, cancellation).ConfigureAwait(false)).Body
                );
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                text = OrgText.NotRead($"{NameOf(row)}: {error.Message}");
            }

            yield return text;
        }
    }

    private static string NameOf(JsonElement row) =>
        row.Text("NamespacePrefix") is { Length: > 0 } prefix
            ? $"{prefix}__{row.Text("Name")}"
            : row.Text("Name") ?? "";

    /// <summary>A text of an org, or why there is none.</summary>
    private sealed record OrgText(string Name, byte[] Contents, string? Missing = null)
    {
        public static OrgText NotRead(string reason) => new("", [], reason);
    }
}
