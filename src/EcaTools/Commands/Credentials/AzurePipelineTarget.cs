using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Rotation;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Secret variables of the Azure DevOps job that runs, for its later steps: logging commands on the host's output, which the agent reads
/// and masks (Azure Pipelines: logging commands). The agent hands nothing back.
/// </summary>
internal sealed class AzurePipelineTarget : ICredentialTarget
{
    private readonly PipelineThread pipeline;
    private readonly Action<InformationRecord> write;
    private readonly string keyVariable;
    private readonly string secretVariable;

    /// <exception cref="Core.EcaException"><c>NotInAzurePipelines</c>, or <c>VariableNameInvalid</c>.</exception>
    public AzurePipelineTarget(PipelineThread pipeline, Action<InformationRecord> write, string keyVariable, string secretVariable)
    {
        // Anywhere else the agent that masks the secret is missing, and it would stand in a log.
        if (!"True".Equals(Environment.GetEnvironmentVariable("TF_BUILD"), StringComparison.OrdinalIgnoreCase))
        {
            throw DeliveryCommandErrors.NotInAzurePipelines();
        }

        // The names go into a command with a syntax of its own, so they may be what an environment's variables may be.
        _ = new EnvironmentFileTarget("", keyVariable, secretVariable);
        (this.pipeline, this.write, this.keyVariable, this.secretVariable) = (pipeline, write, keyVariable, secretVariable);
    }

    public string Name => $"pipeline variables {keyVariable}, {secretVariable}";

    public bool CanReadBack => false;

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) => pipeline.InvokeAsync(() =>
    {
        // The secret first: should the job end in between, no step finds the new key beside the old secret.
        Set(secretVariable, new PSCredential(credential.ConsumerKey, credential.Secret).GetNetworkCredential().Password);
        Set(keyVariable, credential.ConsumerKey);
        return true;
    });

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) => Task.FromResult<DeliveredCredential?>(null);

    private void Set(string variable, string value) =>
        write(new InformationRecord(new HostInformationMessage { Message = $"##vso[task.setvariable variable={variable};issecret=true]{Escape(value)}" }, "EcaTools"));

    /// <summary>The value, as the agent's own libraries escape the data of a command.</summary>
    private static string Escape(string value) => value
        .Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}
