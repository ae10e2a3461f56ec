using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Inventory;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Replaces consumer keys in files with new ones, byte for byte and nothing else, and notes how to take it
/// back.</summary>
[Cmdlet(
    VerbsData.Update,
    "EcaConsumerKey",
    DefaultParameterSetName = MentionSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Update-EcaConsumerKey.md"
)]
[OutputType(typeof(ConsumerKeyUpdate))]
public sealed class UpdateEcaConsumerKeyCommand : EcaCmdlet
{
    private const string MentionSet = "Mention";
    private const string PathSet = "Path";
    private const string UndoSet = "Undo";

    private readonly List<ConsumerKeyMention> _mentions = [];
    private ConsumerKeyMap _map = new();

    /// <summary>The places to rewrite, as Find-EcaConsumerKey writes them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MentionSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveObject(typeof(ConsumerKeyMention), "Find-EcaConsumerKey")]
    public ConsumerKeyMention[] Mention { get; set; } = [];

    /// <summary>Folders or files to rewrite wherever they mention an old key; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Which key replaces which: a hashtable old = new, the path of a CSV file with the columns OldKey and
    /// NewKey or of a JSON object of old and new keys, rows of the CSV file, or what Publish-EcaMetadata or
    /// Get-ExternalClientApp writes, whose keys replace those of the Connected Apps of the same name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = MentionSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public object[] KeyMap { get; set; } = [];

    /// <summary>The Connected Apps that have the old keys, where -KeyMap names apps.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    public ConnectedApp[] ConnectedApp { get; set; } = [];

    /// <summary>Names of files and folders to leave out, or paths from the searched folder; wildcards are
    /// allowed.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    /// <summary>The file to note in how to take the update back. EcaConsumerKey-(time).undo.jsonl in the current folder
    /// where it is left out.</summary>
    [Parameter(ParameterSetName = MentionSet)]
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string UndoFile { get; set; } = "";

    /// <summary>The undo file of an update to take back: each file becomes what it was, to the byte.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UndoSet)]
    [ValidateNotNullOrEmpty]
    public string Undo { get; set; } = "";

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        if (ParameterSetName != UndoSet)
        {
            _map = KeyMapReader.Read(KeyMap, ResolveOutputPath);
            foreach (ConnectedApp app in ConnectedApp.Where(app => app.ConsumerKey is not null))
            {
                _map.AddOldKey(app.Name, app.ConsumerKey!);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        switch (ParameterSetName)
        {
            case MentionSet:
                _mentions.AddRange(Mention);
                break;
            case PathSet:
                await FindAsync(cancellation);
                break;
            default:
                await UndoAsync();
                break;
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (_mentions.Count > 0 && !_mentions.Exists(mention => _map.Knows(mention.GetConsumerKey(), mention.App)))
        {
            throw CredentialsCommandErrors.KeyMapMatchesNothing(_mentions.Count);
        }

        string time = Time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        KeyUndoFile undo = new(ResolveOutputPath(UndoFile.Length > 0 ? UndoFile : $"EcaConsumerKey-{time}.undo.jsonl"));
        foreach (
            IGrouping<string, ConsumerKeyMention> place in _mentions
                .Where(mention => !mention.IsInFile)
                .GroupBy(
                    mention => mention.Entry is null ? mention.File : $"{mention.File}!{mention.Entry}",
                    StringComparer.Ordinal
                )
        )
        {
            ConsumerKeyMention first = place.First();
            string reason;
            if (first.Org is not null)
            {
                reason = "It is in an org: change it there, or in the metadata and deploy that.";
            }
            else if (first.Commit is not null)
            {
                reason =
                    $"It is in the history (commit {first.Commit[..12]}), which stays as it was. Once the "
                    + $"new key is in use, delete the old app.";
            }
            else
            {
                reason = "It is in an archive. Change what the archive is made of, and make it again.";
            }

            Write(
                new ConsumerKeyUpdate
                {
                    File = place.Key,
                    Status = ConsumerKeyUpdateStatus.NotRewritable,
                    Reason = reason,
                }
            );
        }

        return ForEachAsync(
            _mentions.Where(mention => mention.IsInFile).GroupBy(mention => mention.File, StringComparer.Ordinal),
            file =>
            {
                cancellation.ThrowIfCancellationRequested();
                Update(file.Key, [.. file], undo);
                return Task.CompletedTask;
            }
        );
    }

    private void Update(string file, ConsumerKeyMention[] places, KeyUndoFile undo)
    {
        if (ConsumerKeyRewriter.Plan(file, _map, places) is not { } plan)
        {
            bool isMapped = places.Any(place => _map.NewKeyOf(place.GetConsumerKey(), place.App) is not null);
            Write(
                new ConsumerKeyUpdate
                {
                    File = file,
                    Status = ConsumerKeyUpdateStatus.Unchanged,
                    Reason = isMapped
                        ? "It does not mention the old key any more."
                        : "The key map has no new key for what it mentions.",
                }
            );
        }
        else if (ShouldProcess(Describe("Replace", plan), Describe("Replace", plan), "Replace consumer keys"))
        {
            RewrittenFile.Write(plan, undo);
            Write(
                new ConsumerKeyUpdate
                {
                    File = file,
                    Status = ConsumerKeyUpdateStatus.Updated,
                    Replaced = plan.Replaced,
                    Diff = plan.Diff,
                    UndoFile = undo.Path,
                }
            );
        }
    }

    private Task UndoAsync() =>
        ForEachAsync(
            KeyUndoFile.Read(ResolvePaths(Undo, literal: true)[0]),
            undo =>
            {
                if (ConsumerKeyRewriter.Plan(undo) is not { } plan)
                {
                    Write(
                        new ConsumerKeyUpdate
                        {
                            File = undo.File,
                            Status = ConsumerKeyUpdateStatus.Unchanged,
                            Reason = "It is as it was before the update.",
                        }
                    );
                }
                else if (
                    ShouldProcess(
                        Describe("Bring back", plan),
                        Describe("Bring back", plan),
                        "Bring old consumer keys back"
                    )
                )
                {
                    RewrittenFile.Write(plan, null);
                    Write(
                        new ConsumerKeyUpdate
                        {
                            File = undo.File,
                            Status = ConsumerKeyUpdateStatus.Restored,
                            Replaced = plan.Replaced,
                            Diff = plan.Diff,
                        }
                    );
                }

                return Task.CompletedTask;
            }
        );

    private async Task FindAsync(CancellationToken cancellation)
    {
        if (_map.OldKeys.Count == 0)
        {
            throw CredentialsCommandErrors.OldKeysNotKnown();
        }

        List<string> paths = [];
        await ForEachAsync(
            Path,
            path =>
            {
                paths.AddRange(ResolvePaths(path, literal: false));
                return Task.CompletedTask;
            }
        );
        ConsumerKeySearch search = new(
            new ConsumerKeySearchOptions
            {
                Keys = KnownKeys.Of([], _map.OldKeys),
                Exclude = Exclude,
                FindOwners = false,
            }
        );
        await foreach (ConsumerKeySearchResult result in search.SearchAsync(paths, cancellation))
        {
            if (result.Mention is { } mention)
            {
                _mentions.Add(mention);
            }
            else
            {
                Write(result.Error!);
            }
        }
    }

    private static string Describe(string verb, RewritePlan plan) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{verb} {(plan.Replaced == 1 ? "a consumer key" : $"{plan.Replaced} consumer keys")} in "
                + $"{plan.File}\n  {string.Join("\n  ", plan.Diff)}"
        );
}
