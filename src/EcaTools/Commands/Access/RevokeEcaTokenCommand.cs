using System.Management.Automation;
using EcaTools.Core.Access.Tokens;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>Revokes refresh tokens: those that Get-EcaToken writes, or all of a user, of an app, that were not used for a
/// while, or that were given before a policy was tightened. Callers that use them must log in again.</summary>
[Cmdlet(
    VerbsSecurity.Revoke,
    "EcaToken",
    DefaultParameterSetName = SelectSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Revoke-EcaToken.md"
)]
[OutputType(typeof(EcaTokenRevocation))]
public sealed class RevokeEcaTokenCommand : EcaOrgCmdlet
{
    private const string SelectSet = "Select";
    private const string ObjectSet = "InputObject";

    private readonly Dictionary<TokenRevocationStatus, int> _counts = [];

    /// <summary>The tokens, as Get-EcaToken writes them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [LiveObject(typeof(EcaToken), "Get-EcaToken")]
    [ValidateNotNullOrEmpty]
    public EcaToken[] InputObject { get; set; } = [];

    /// <summary>The names or labels of the apps; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = SelectSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The users, by username or id.</summary>
    [Parameter(ParameterSetName = SelectSet)]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <summary>Only tokens that were not used for so long, such as 90d, 12h or 2w.</summary>
    [Parameter(ParameterSetName = SelectSet)]
    [Age]
    public TimeSpan UnusedFor { get; set; }

    /// <summary>Only tokens that were given before this time, such as the day on which a policy was tightened: a date, or
    /// an age such as 30d.</summary>
    [Parameter(ParameterSetName = SelectSet)]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? OpenedBefore { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        if (ParameterSetName == ObjectSet)
        {
            await ForEachAsync(InputObject, token => RevokeAsync(org, token, cancellation));
            return;
        }

        bool isUnused = MyInvocation.BoundParameters.ContainsKey(nameof(UnusedFor));
        if (App.Length == 0 && User.Length == 0 && !isUnused && OpenedBefore is null)
        {
            throw AccessCommandErrors.NoTokenSelected();
        }

        NameFilter filter = new(App);
        EcaTokenReader reader = new(org);
        TokenFilter wanted = new()
        {
            Wants = App.Length == 0 ? null : (name, label) => filter.Matches(name, label),
            Users = User,
            UnusedFor = isUnused ? UnusedFor : null,
            OpenedBefore = OpenedBefore,
        };

        // All are read before the first is revoked: the org lists them page by page.
        List<EcaToken> tokens = [];
        await foreach (EcaToken token in reader.ReadAsync(wanted, cancellation))
        {
            tokens.Add(token);
        }

        if (reader.NotRead is { } part)
        {
            WriteWarning($"Not all tokens were read, so others may remain. {part.Reason} {part.NextStep}");
        }

        ReportMissing(filter.Passing(reader.Apps), org.Alias, reader is { Apps: not null, NotRead: null });
        await ForEachAsync(tokens, token => RevokeAsync(org, token, cancellation));
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        WriteVerbose(
            FormattableString.Invariant(
                $"Revoked: {_counts.GetValueOrDefault(TokenRevocationStatus.Revoked)}; already gone: {_counts.GetValueOrDefault(TokenRevocationStatus.AlreadyGone)}; not revoked: {ErrorCount}."
            )
        );
        return Task.CompletedTask;
    }

    private async Task RevokeAsync(EcaOrg org, EcaToken token, CancellationToken cancellation)
    {
        if (!token.OrgAlias.Equals(org.Alias, StringComparison.OrdinalIgnoreCase))
        {
            throw AccessCommandErrors.TokenOfOtherOrg(token, org.Alias);
        }

        string used = token.LastUsed is { } last
            ? FormattableString.Invariant($"last used {last:yyyy-MM-dd}")
            : "never used";
        if (ShouldProcess($"{token} in {org.Alias} ({org.OrgType}), {used}", "Revoke the token"))
        {
            EcaTokenRevocation revocation = await new TokenRevoker(org).RevokeAsync(token, cancellation);
            _counts[revocation.Status] = _counts.GetValueOrDefault(revocation.Status) + 1;
            Write(revocation);
        }
    }
}
