using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>A store of any kind, by the user's own script blocks. They run on the cmdlet's thread, in their own scope
/// and with errors that stop.</summary>
internal sealed class ScriptTarget(
    PipelineThread pipeline,
    ScriptBlock deliver,
    ScriptBlock? readBack,
    EcaConsumer consumer
) : ICredentialTarget
{
    public string Name => $"script for {consumer}";

    public bool CanReadBack => readBack is not null;

    // Nobody knows what the script does, and where it stops.
    public bool IsAtomic => false;

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) =>
        pipeline.InvokeAsync(() =>
        {
            PSCredential pair = new(credential.ConsumerKey, credential.Secret);
            return Run(deliver, "-Deliver", pair, pair, consumer);
        });

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        pipeline.InvokeAsync(() =>
            readBack is null
                ? null
                : CredentialReader.Read(
                    Run(readBack, "-ReadBack", new PSCredential(expected.ConsumerKey, expected.Secret), consumer),
                    Name
                )
        );

    /// <summary>What the script gives back. Its output goes nowhere else: a store's answer may hold the
    /// secret.</summary>
    private Collection<PSObject> Run(
        ScriptBlock script,
        string parameter,
        PSCredential secret,
        params object[] arguments
    )
    {
        using ErrorGuard guard = new(secret);
        try
        {
            return UserScript.Invoke(script, arguments);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw DeliveryCommandErrors.DeliveryScriptFailed(Name, parameter, failure.Message, secret);
        }
    }
}
