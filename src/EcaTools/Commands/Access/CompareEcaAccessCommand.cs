using System.Management.Automation;
using System.Security;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>
/// Compares what a token of an old app may do with what one of a new app may: identity, scopes, lifetime, API families,
/// objects, fields and further requests, and what the two apps are set to. All requests only read.
/// </summary>
[Cmdlet(VerbsData.Compare, "EcaAccess", HelpUri = Help.Uri + "Compare-EcaAccess.md")]
[OutputType(typeof(EcaAccessDifference))]
public sealed class CompareEcaAccessCommand : EcaOrgCmdlet
{
    private readonly FailOnTally _tally = new();
    private int _skipped;

    /// <summary>An access token of the old app.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ReferenceToken { get; set; }

    /// <summary>An access token of the new app, of the same user or of the one that is to use it.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? DifferenceToken { get; set; }

    /// <summary>The old app by its full name: its scopes, policies, permission sets and users are compared with those of
    /// -DifferenceApp. If a Connected App and an External Client App have the name, the Connected App.</summary>
    [Parameter(Position = 0)]
    [NameFrom("ConnectedAppName", "App", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ConnectedAppNameCompleter))]
    public string? ReferenceApp { get; set; }

    /// <summary>The new app by its full name. If a Connected App and an External Client App have the name, the External
    /// Client App.</summary>
    [Parameter(Position = 1)]
    [NameFrom("ExternalClientAppName", "App", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    public string? DifferenceApp { get; set; }

    /// <summary>The flow that gave the new token. Scopes that it never grants are NotGrantable, and not Lost.</summary>
    [Parameter]
    public OAuthFlow? DifferenceFlow { get; set; }

    /// <summary>Consumer keys as user names, with their consumer secrets as passwords, or what Get-EcaCredential writes:
    /// the apps introspect the tokens for their scopes and lifetimes. JWTs tell these themselves.</summary>
    [Parameter]
    [ConsumerCredential]
    [ValidateNotNull]
    public PSCredential[] Credential { get; set; } = [];

    /// <summary>The objects whose fields are compared. All that both tokens see if it is left out, up to 100.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SObject { get; set; } = [];

    /// <summary>Further requests to try with both tokens: paths, such as query?q=SELECT+COUNT()+FROM+Account. One that
    /// could write is refused before anything is sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Probe { get; set; } = [];

    /// <summary>Areas to leave out.</summary>
    [Parameter]
    [ValidateNotNull]
    public AccessArea[] ExcludeArea { get; set; } = [];

    /// <summary>Writes what is the same, too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>
    /// Ends the command and the script with an error, after all results are written, if something is so or worse, or
    /// could not be compared: Gained counts Lost, too, and Changed counts both. The exit code of pwsh is then 1.
    /// </summary>
    [Parameter]
    [ValidateSet(
        nameof(AccessDifferenceKind.Changed),
        nameof(AccessDifferenceKind.Gained),
        nameof(AccessDifferenceKind.Lost)
    )]
    public AccessDifferenceKind? FailOn { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        bool isTokens = ReferenceToken is not null && DifferenceToken is not null;
        bool isApps = ReferenceApp is not null && DifferenceApp is not null;
        if (
            (ReferenceToken is null) != (DifferenceToken is null)
            || (ReferenceApp is null) != (DifferenceApp is null)
            || (!isTokens && !isApps)
        )
        {
            throw AccessCommandErrors.NothingToCompare();
        }

        AccessProofRequest request = new()
        {
            ReferenceToken = isTokens ? new AccessToken(ReferenceToken!) : null,
            DifferenceToken = isTokens ? new AccessToken(DifferenceToken!) : null,
            ReferenceApp = ReferenceApp,
            DifferenceApp = DifferenceApp,
            DifferenceFlow = DifferenceFlow,
            Credentials = [.. Credential.Select(credential => (credential.UserName, credential.Password))],
            Objects = [.. SObject],
            Probes = [.. Probe],
        };
        using CmdletProgress progress = StartProgress($"Comparing access in {org.Alias}");
        await foreach (EcaAccessDifference found in new EcaAccessComparer(org).CompareAsync(request, cancellation))
        {
            if (ExcludeArea.Contains(found.Area))
            {
                continue;
            }

            progress.Report(found.Name);
            _tally.Add(found.Kind >= FailOn, $"{found.Area} {found.Name}");
            _skipped += found.Kind is AccessDifferenceKind.Skipped ? 1 : 0;
            if (IncludeEqual || found.Kind is not AccessDifferenceKind.Same)
            {
                Write(found);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (FailOn is { } failOn)
        {
            EndTest(_tally, tally => AccessCommandErrors.AccessDiffers(tally.Failed, tally.Names, failOn));
            if (_skipped > 0)
            {
                EndScript(AccessCommandErrors.ProofIncomplete(_skipped));
            }
        }

        return Task.CompletedTask;
    }
}
