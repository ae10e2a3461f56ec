using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Inventory;

/// <summary>Finds where files, Git histories or an org mention consumer keys: each caller that a new key
/// concerns.</summary>
[Cmdlet(
    VerbsCommon.Find,
    "EcaConsumerKey",
    DefaultParameterSetName = OrgSet,
    HelpUri = Help.Uri + "Find-EcaConsumerKey.md"
)]
[OutputType(typeof(ConsumerKeyMention))]
public sealed class FindEcaConsumerKeyCommand : EcaCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string AppSet = "App";
    private const string OrgSet = "Org";

    private readonly List<string> _paths = [];
    private readonly List<ConnectedApp> _apps = [];
    private int _mentions;
    private bool _hasInput;

    /// <summary>Folders or files to search; wildcards are allowed. A folder is searched with all that is below it,
    /// hidden files included.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AppSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Folders or files to search, taken as they are written, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>An org to search instead of files: what Connect-EcaOrg wrote, or its alias. Without it and without a path
    /// the current org is searched.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>The apps whose consumer keys are looked for, as Get-ConnectedApp or Test-EcaBlocker writes
    /// them.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = AppSet,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true
    )]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = OrgSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("App")]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    [ValidateNotNullOrEmpty]
    public ConnectedApp[] ConnectedApp { get; set; } = [];

    /// <summary>Consumer keys to look for, in addition to those of the apps. Without apps and keys, all text that looks like a
    /// key is found.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <summary>Searches the Git history of the paths too: each version of each file that a branch, tag or stash
    /// reaches.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = AppSet)]
    public SwitchParameter History { get; set; }

    /// <summary>Names of files and folders to leave out, or paths from the searched folder, such as node_modules or
    /// docs/*; wildcards are allowed. Nothing but .git is left out otherwise.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = AppSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    /// <summary>How many threads search files. One for each processor where it is left out.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = AppSet)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _hasInput = true;
        _apps.AddRange(ConnectedApp.Except(_apps));
        return ParameterSetName switch
        {
            LiteralPathSet => ForEachAsync(LiteralPath, path => Add(ResolvePaths(path, literal: true))),
            OrgSet => Task.CompletedTask,

            // The same paths come with each app.
            AppSet when _paths.Count > 0 => Task.CompletedTask,
            _ => ForEachAsync(Path, path => Add(ResolvePaths(path, literal: false))),
        };
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        // A pipeline that brings nothing must not search the org for anything at all.
        if (!_hasInput)
        {
            return;
        }

        KnownKeys keys = Keys();
        if (ParameterSetName == OrgSet)
        {
            await SearchOrgAsync(keys, cancellation);
            return;
        }

        await SearchFilesAsync(keys, cancellation);
        if (History)
        {
            await ForEachAsync(
                _paths.Distinct(StringComparer.Ordinal),
                path => SearchHistoryAsync(path, keys, cancellation)
            );
        }
    }

    /// <summary>The keys to look for. An app without one is reported: it must not look as if nobody mentioned it.</summary>
    private KnownKeys Keys()
    {
        if (_apps.Count == 0 && Key.Length == 0)
        {
            return KnownKeys.Any;
        }

        foreach (ConnectedApp app in _apps.Where(app => app.ConsumerKey is null && app.HasOAuth))
        {
            Write(InventoryCommandErrors.ConsumerKeyNotKnown(app.Name, app.Source), app);
        }

        return KnownKeys.Of(_apps, Key);
    }

    private async Task SearchFilesAsync(KnownKeys keys, CancellationToken cancellation)
    {
        ConsumerKeySearch search = new(
            new ConsumerKeySearchOptions
            {
                Keys = keys,
                Exclude = Exclude,
                Threads = ThrottleLimit,
            }
        );
        using CmdletProgress progress = StartProgress("Finding consumer keys");
        await using Timer timer = new(
            _ =>
                progress.Report(
                    string.Create(CultureInfo.InvariantCulture, $"{search.Files:N0} files, {search.Bytes >> 20:N0} MiB")
                ),
            null,
            500,
            500
        );
        await foreach (ConsumerKeySearchResult result in search.SearchAsync(_paths, cancellation))
        {
            Write(result);
        }

        string undo =
            search.UndoFiles == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" {search.UndoFiles:N0} undo files of Update-EcaConsumerKey were left out."
                );
        string links =
            search.Links == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" {search.Links:N0} links were not followed.");
        WriteVerbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Searched {search.Files:N0} files, {search.Bytes:N0} bytes; found {_mentions:N0} places.{links}{undo}"
            )
        );
    }

    private async Task SearchHistoryAsync(string path, KnownKeys keys, CancellationToken cancellation)
    {
        GitHistorySearch search = new(keys);
        using CmdletProgress progress = StartProgress($"Finding consumer keys in the history of {path}");
        await using Timer timer = new(
            _ => progress.Report(string.Create(CultureInfo.InvariantCulture, $"{search.Blobs:N0} versions of files")),
            null,
            500,
            500
        );
        await foreach (ConsumerKeySearchResult result in search.SearchAsync(path, cancellation))
        {
            Write(result);
        }

        WriteVerbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Searched {search.Blobs:N0} versions of files in the history of {path}."
            )
        );
    }

    private async Task SearchOrgAsync(KnownKeys keys, CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg(Org);
        OrgKeySearch search = new(org, keys);
        using CmdletProgress progress = StartProgress($"Finding consumer keys in {org.Alias}");
        await using Timer timer = new(
            _ => progress.Report(string.Create(CultureInfo.InvariantCulture, $"{search.Records:N0} records")),
            null,
            500,
            500
        );
        await foreach (ConsumerKeySearchResult result in search.SearchAsync(cancellation))
        {
            Write(result);
        }

        WriteVerbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Searched {search.Records:N0} records of {org.Alias}; found {_mentions:N0} places."
            )
        );
    }

    private void Write(ConsumerKeySearchResult result)
    {
        if (result.Mention is { } mention)
        {
            _mentions++;
            Write(mention);
        }
        else
        {
            Write(result.Error!);
        }
    }

    private Task Add(IReadOnlyList<string> resolved)
    {
        foreach (string path in resolved)
        {
            _paths.Add(System.IO.Path.Exists(path) ? path : throw EngineErrors.PathNotFound(path, null));
        }

        return Task.CompletedTask;
    }
}
