using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>
/// The Metadata API of an org. It speaks SOAP, except that a deploy with a JWT access token below API version 68 uses
/// REST, because SOAP refuses JWT tokens there (field report); what only SOAP can do then uses version 68 if the org
/// offers it.
/// </summary>
/// <param name="client">The connection.</param>
public sealed class MetadataClient(SalesforceClient client)
{
    // Limits of one call (long-stable behavior, UNCONFIRMED in documentation but for the zip).
    private const int ListBatch = 3;
    private const int RecordBatch = 10;
    private const int MaximumZipBytes = 39 * 1024 * 1024;

    private static readonly ApiVersion SoapTakesJwt = new(68);
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);

    private readonly DeployRequestClient _rest = new(client);
    private ApiVersion? _soapVersion;

    /// <summary>The metadata types that the org has.</summary>
    public async Task<ImmutableArray<MetadataObjectDescription>> DescribeAsync(CancellationToken cancellation = default)
    {
        List<XElement> results = await CallAsync("describeMetadata", changes: false, cancellation, AsOfVersion())
            .ConfigureAwait(false);
        return
        [
            .. results.SelectMany(result => result.Children("metadataObjects")).Select(MetadataAnswers.Description),
        ];
    }

    /// <summary>The components of some types. An org may list nothing for an External Client App type that it does have
    /// records of (field report).</summary>
    public async Task<ImmutableArray<FileProperties>> ListAsync(
        IReadOnlyCollection<string> types,
        CancellationToken cancellation = default
    )
    {
        ImmutableArray<FileProperties>.Builder files = ImmutableArray.CreateBuilder<FileProperties>();
        foreach (string[] batch in types.Chunk(ListBatch))
        {
            object[] queries =
            [
                .. batch.Select(type => SoapEnvelope.Element("queries", SoapEnvelope.Element("type", type))),
            ];
            List<XElement> results = await CallAsync(
                    "listMetadata",
                    changes: false,
                    cancellation,
                    [.. queries, AsOfVersion()]
                )
                .ConfigureAwait(false);
            files.AddRange(results.Select(MetadataAnswers.File));
        }

        return files.ToImmutable();
    }

    /// <summary>The records of those names, ten at a time; names that the org does not know are left out.</summary>
    public async IAsyncEnumerable<XElement> ReadAsync(
        string type,
        IReadOnlyCollection<string> fullNames,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        foreach (string[] batch in fullNames.Chunk(RecordBatch))
        {
            object[] content =
            [
                SoapEnvelope.Element("type", type),
                .. batch.Select(name => SoapEnvelope.Element("fullNames", name)),
            ];
            List<XElement> results = await CallAsync("readMetadata", changes: false, cancellation, content)
                .ConfigureAwait(false);

            // An unknown name comes back as an empty record.
            foreach (
                XElement record in results
                    .SelectMany(result => result.Children("records"))
                    .Where(record => record.Text("fullName") is not null)
            )
            {
                yield return record;
            }
        }
    }

    /// <summary>Updates records, ten at a time. A record is replaced whole: what it omits falls back to its default
    /// (field report).</summary>
    /// <param name="type">The metadata type.</param>
    /// <param name="records">Each an element whose children are those of the type, <c>fullName</c> first.</param>
    /// <param name="cancellation">Stops it between two calls.</param>
    public IAsyncEnumerable<MetadataSaveResult> UpdateAsync(
        string type,
        IReadOnlyCollection<XElement> records,
        CancellationToken cancellation = default
    ) => SaveAsync("updateMetadata", records.Select(record => Typed(type, record)), [], cancellation);

    /// <summary>Updates or creates records, as <see cref="UpdateAsync"/>.</summary>
    public IAsyncEnumerable<MetadataSaveResult> UpsertAsync(
        string type,
        IReadOnlyCollection<XElement> records,
        CancellationToken cancellation = default
    ) => SaveAsync("upsertMetadata", records.Select(record => Typed(type, record)), [], cancellation);

    /// <summary>Deletes records, ten at a time.</summary>
    public IAsyncEnumerable<MetadataSaveResult> DeleteAsync(
        string type,
        IReadOnlyCollection<string> fullNames,
        CancellationToken cancellation = default
    ) =>
        SaveAsync(
            "deleteMetadata",
            fullNames.Select(name => SoapEnvelope.Element("fullNames", name)),
            [SoapEnvelope.Element("type", type)],
            cancellation
        );

    /// <summary>Starts a deploy.</summary>
    /// <param name="zip">A zip in metadata format with package.xml at its root; at most 39 MB.</param>
    /// <param name="options">How to deploy.</param>
    /// <param name="cancellation">Stops it. A deploy that was already sent goes on in the org.</param>
    /// <returns>The id of the deploy.</returns>
    /// <exception cref="EcaException"><c>FileTooLarge</c>, <c>ChangeOutcomeUnknown</c>, or another error of the
    /// wire.</exception>
    public async Task<string> DeployAsync(
        ReadOnlyMemory<byte> zip,
        DeployOptions options,
        CancellationToken cancellation = default
    )
    {
        if (zip.Length > MaximumZipBytes)
        {
            throw SalesforceErrors.DeployTooLarge(zip.Length, MaximumZipBytes);
        }

        if (ByRest)
        {
            return await _rest.DeployAsync(zip, options, cancellation).ConfigureAwait(false);
        }

        // The WSDL's sequence; the Booleans are all required there.
        XElement deployOptions = SoapEnvelope.Element(
            "DeployOptions",
            SoapEnvelope.Element("allowMissingFiles", false),
            SoapEnvelope.Element("autoUpdatePackage", false),
            SoapEnvelope.Element("checkOnly", options.CheckOnly),
            SoapEnvelope.Element("ignoreWarnings", options.IgnoreWarnings),
            SoapEnvelope.Element("performRetrieve", false),
            SoapEnvelope.Element("purgeOnDelete", false),
            SoapEnvelope.Element("rollbackOnError", options.RollbackOnError),
            SoapEnvelope.Element("singlePackage", true)
        );
        return await StartAsync(
                "deploy",
                changes: true,
                cancellation,
                SoapEnvelope.Element("ZipFile", Convert.ToBase64String(zip.Span)),
                deployOptions
            )
            .ConfigureAwait(false);
    }

    /// <summary>Carries out a validation that the org keeps, without sending its zip again (quick deploy).</summary>
    /// <param name="validationId">The id of the validation.</param>
    /// <param name="cancellation">Stops it. A deploy that was already started goes on in the org.</param>
    /// <returns>The id of the deploy.</returns>
    /// <exception cref="EcaException"><c>ChangeOutcomeUnknown</c>, or another error of the wire.</exception>
    public async Task<string> DeployRecentValidationAsync(
        string validationId,
        CancellationToken cancellation = default
    ) =>
        ByRest
            ? await _rest.DeployRecentValidationAsync(validationId, cancellation).ConfigureAwait(false)
            : await OneAsync(
                    "deployRecentValidation",
                    changes: true,
                    result => result.Value is { Length: > 0 } id ? id : null,
                    cancellation,
                    SoapEnvelope.Element("validationId", validationId)
                )
                .ConfigureAwait(false);

    /// <summary>Where a deploy stands.</summary>
    /// <param name="id">What <see cref="DeployAsync"/> gave.</param>
    /// <param name="includeDetails">Whether the response lists the components.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<DeployResult> CheckDeployAsync(
        string id,
        bool includeDetails = true,
        CancellationToken cancellation = default
    ) =>
        ByRest
            ? await _rest.CheckAsync(id, includeDetails, cancellation).ConfigureAwait(false)
            : await OneAsync(
                    "checkDeployStatus",
                    changes: false,
                    MetadataAnswers.Deploy,
                    cancellation,
                    SoapEnvelope.Element("asyncProcessId", id),
                    SoapEnvelope.Element("includeDetails", includeDetails)
                )
                .ConfigureAwait(false);

    /// <summary>Asks the org to cancel a deploy; it may still take a while, or end before.</summary>
    public async Task CancelDeployAsync(string id, CancellationToken cancellation = default)
    {
        if (ByRest)
        {
            await _rest.CancelAsync(id, cancellation).ConfigureAwait(false);
            return;
        }

        await CallAsync("cancelDeploy", changes: true, cancellation, SoapEnvelope.Element("String", id))
            .ConfigureAwait(false);
    }

    /// <summary>Waits until a deploy has ended, well or badly. Polls after 200 ms at first, then ever more seldom, up
    /// to every 5 s.</summary>
    /// <param name="id">What <see cref="DeployAsync"/> gave.</param>
    /// <param name="progress">Told where it stands after each poll.</param>
    /// <param name="maximumWait">How long to wait; null for 30 minutes.</param>
    /// <param name="cancellation">Stops the waiting; the deploy goes on in the org.</param>
    /// <exception cref="EcaException"><c>DeployStillRunning</c>: the time is over.</exception>
    public Task<DeployResult> WaitForDeployAsync(
        string id,
        IProgress<DeployResult>? progress = null,
        TimeSpan? maximumWait = null,
        CancellationToken cancellation = default
    ) =>
        WaitAsync(
            async () =>
            {
                DeployResult result = await CheckDeployAsync(id, includeDetails: true, cancellation)
                    .ConfigureAwait(false);
                progress?.Report(result);
                return (result, result.Done);
            },
            maximumWait,
            (last, waited) =>
                SalesforceErrors.DeployStillRunning(id, client.InstanceUrl, waited, last.Status.ToString()),
            cancellation
        );

    /// <summary>Starts a retrieve. SOAP only: there is no REST for it.</summary>
    /// <returns>The id of the retrieve.</returns>
    public Task<string> RetrieveAsync(RetrieveRequest request, CancellationToken cancellation = default)
    {
        IEnumerable<XElement> types = request.Members.Select(type =>
            SoapEnvelope.Element(
                "types",
                type.Value.Select(name => SoapEnvelope.Element("members", name)),
                SoapEnvelope.Element("name", type.Key)
            )
        );
        XElement retrieve = SoapEnvelope.Element(
            "retrieveRequest",
            SoapEnvelope.Element("apiVersion", client.Version),
            SoapEnvelope.Element("singlePackage", true),
            SoapEnvelope.Element("unpackaged", types, SoapEnvelope.Element("version", client.Version))
        );
        return StartAsync("retrieve", changes: false, cancellation, retrieve);
    }

    /// <summary>Where a retrieve stands, and its zip if it is done and asked for.</summary>
    public Task<RetrieveResult> CheckRetrieveAsync(
        string id,
        bool includeZip = true,
        CancellationToken cancellation = default
    ) =>
        OneAsync(
            "checkRetrieveStatus",
            changes: false,
            MetadataAnswers.Retrieve,
            cancellation,
            SoapEnvelope.Element("asyncProcessId", id),
            SoapEnvelope.Element("includeZip", includeZip)
        );

    /// <summary>Waits until a retrieve has ended, well or badly; polls as <see cref="WaitForDeployAsync"/>.</summary>
    /// <exception cref="EcaException"><c>RetrieveStillRunning</c>: the time is over.</exception>
    public Task<RetrieveResult> WaitForRetrieveAsync(
        string id,
        TimeSpan? maximumWait = null,
        CancellationToken cancellation = default
    ) =>
        WaitAsync(
            async () =>
            {
                RetrieveResult result = await CheckRetrieveAsync(id, includeZip: true, cancellation)
                    .ConfigureAwait(false);
                return (result, result.Done);
            },
            maximumWait,
            (_, waited) => SalesforceErrors.RetrieveStillRunning(id, client.InstanceUrl, waited),
            cancellation
        );

    private bool ByRest => client.Token.IsJwt && client.Version < SoapTakesJwt;

    private static XElement Typed(string type, XElement record) =>
        SoapEnvelope.Element("metadata", new XAttribute(SoapEnvelope.Instance + "type", type), record.Elements());

    private XElement AsOfVersion() => SoapEnvelope.Element("asOfVersion", client.Version);

    private async Task<T> WaitAsync<T>(
        Func<Task<(T Result, bool Done)>> check,
        TimeSpan? maximumWait,
        Func<T, TimeSpan, EcaException> stillRunning,
        CancellationToken cancellation
    )
    {
        TimeSpan limit = maximumWait ?? TimeSpan.FromMinutes(30);
        Backoff backoff = new(client.Wire.Options.TimeProvider, FirstPoll, LongestPoll);
        while (true)
        {
            (T result, bool done) = await check().ConfigureAwait(false);
            if (done)
            {
                return result;
            }

            TimeSpan waited = backoff.Waited;
            if (waited >= limit)
            {
                throw stillRunning(result, waited);
            }

            await backoff.PauseAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<MetadataSaveResult> SaveAsync(
        string operation,
        IEnumerable<XElement> records,
        XElement[] before,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (XElement[] batch in records.Chunk(RecordBatch))
        {
            foreach (
                XElement result in await CallAsync(operation, changes: true, cancellation, [.. before, .. batch])
                    .ConfigureAwait(false)
            )
            {
                yield return MetadataAnswers.Saved(result);
            }
        }
    }

    private Task<string> StartAsync(
        string operation,
        bool changes,
        CancellationToken cancellation,
        params object[] content
    ) => OneAsync(operation, changes, result => result.Text("id"), cancellation, content)!;

    /// <summary>The one result of a call. An answer without it is not understood.</summary>
    private async Task<T> OneAsync<T>(
        string operation,
        bool changes,
        Func<XElement, T?> read,
        CancellationToken cancellation,
        params object[] content
    )
        where T : class
    {
        (ApiRequest request, ApiResponse answer, List<XElement> results) = await ExchangeAsync(
                operation,
                changes,
                content,
                cancellation
            )
            .ConfigureAwait(false);
        try
        {
            return results.Select(read).FirstOrDefault() ?? throw client.Wire.NotUnderstood(request, answer);
        }
        catch (FormatException malformed)
        {
            throw client.Wire.NotUnderstood(request, answer, malformed);
        }
    }

    private async Task<List<XElement>> CallAsync(
        string operation,
        bool changes,
        CancellationToken cancellation,
        params object[] content
    ) => (await ExchangeAsync(operation, changes, content, cancellation).ConfigureAwait(false)).Results;

    private async Task<(ApiRequest Request, ApiResponse Answer, List<XElement> Results)> ExchangeAsync(
        string operation,
        bool changes,
        object[] content,
        CancellationToken cancellation
    )
    {
        ApiVersion version = await SoapVersionAsync(operation, cancellation).ConfigureAwait(false);
        ApiRequest request = new(
            HttpMethod.Post,
            client.Wire.Resolve($"/services/Soap/m/{version}"),
            $"SOAP {operation}",
            changes
        )
        {
            ContentType = "text/xml; charset=UTF-8",
            Soap = token => SoapEnvelope.Call(token, operation, content),
        };
        ApiResponse answer = await client.Wire.SendAsync(request, cancellation).ConfigureAwait(false);
        IEnumerable<XElement> results =
            SoapEnvelope.Results(client.Wire.ReadXml(request, answer), operation)
            ?? throw client.Wire.NotUnderstood(request, answer);
        return (request, answer, [.. results]);
    }

    /// <summary>The version that SOAP is spoken in: the connection's own, or 68 where a JWT token makes it
    /// necessary.</summary>
    private async ValueTask<ApiVersion> SoapVersionAsync(string operation, CancellationToken cancellation)
    {
        if (!ByRest)
        {
            return client.Version;
        }

        if (_soapVersion is null)
        {
            ImmutableArray<ApiVersion> offered = await client.GetVersionsAsync(cancellation).ConfigureAwait(false);
            _soapVersion = offered.Contains(SoapTakesJwt)
                ? SoapTakesJwt
                : throw SalesforceErrors.JwtTokenNotAcceptedBySoap(
                    $"SOAP {operation}",
                    client.InstanceUrl,
                    client.Version
                );
        }

        return _soapVersion.Value;
    }
}
