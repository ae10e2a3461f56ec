using System.Management.Automation;
using EcaTools.Core.Access.Tokens;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>Reads the refresh tokens that users gave the apps of an org: whose they are, when they were given and used
/// last, and how often.</summary>
[Cmdlet(VerbsCommon.Get, "EcaToken", HelpUri = Help.Uri + "Get-EcaToken.md")]
[OutputType(typeof(EcaToken))]
public sealed class GetEcaTokenCommand : EcaOrgCmdlet
{
    private readonly List<string> _apps = [];

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps if it is left out. Objects with a name
    /// bind to it from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "ConnectedAppName", "App", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The users, by username or id. All users if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <summary>Only tokens that were not used for so long, such as 90d, 12h or 2w.</summary>
    [Parameter]
    [Age]
    public TimeSpan UnusedFor { get; set; }

    /// <summary>Only tokens that were given before this time: a date, or an age such as 30d.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? OpenedBefore { get; set; }

    /// <summary>Reads whether the access tokens are opaque or JWTs, too. Only External Client Apps tell it; it takes a
    /// request for each user of an app.</summary>
    [Parameter]
    public SwitchParameter IncludeFormat { get; set; }

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        NameFilter filter = new([.. _apps]);
        EcaTokenReader reader = new(org);
        TokenFilter wanted = new()
        {
            Wants = _apps.Count == 0 ? null : (name, label) => filter.Matches(name, label),
            Users = User,
            UnusedFor = MyInvocation.BoundParameters.ContainsKey(nameof(UnusedFor)) ? UnusedFor : null,
            OpenedBefore = OpenedBefore,
            WithFormat = IncludeFormat,
        };
        HashSet<(string, string)> atLimit = [];
        using CmdletProgress progress = StartProgress($"Reading the tokens of {org.Alias}");
        await foreach (EcaToken token in reader.ReadAsync(wanted, cancellation))
        {
            progress.Report(token.User);
            Write(token);
            if (token.IsAtLimit && atLimit.Add((token.AppId ?? token.Application, token.UserId)))
            {
                WriteWarning(
                    $"{token.User} has {token.TokensOfUserAndApp} tokens of {token.App ?? token.Application}, which is the limit: the next login ends the oldest one, and its caller is refused (expired access/refresh token). Give each caller a user of its own, or let it log in without a refresh token."
                );
            }
        }

        if (reader.NotRead is { } part)
        {
            WriteWarning($"Not all tokens were read. {part.Reason} {part.NextStep}");
        }

        ReportMissing(filter.Passing(reader.Apps), org.Alias, reader is { Apps: not null, NotRead: null });
    }
}
